// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.net.URI;

/// Whom to ask, and who we are to them. Never shows the secret.
///
/// @param endpoint `https://s3.eu-central-1.amazonaws.com`, or the address of whatever else speaks S3
/// @param region part of every signature; most servers other than Amazon's take any
public record S3Account(URI endpoint, String region, String accessKey, String secretKey) {
    @Override
    public String toString() {
        return accessKey + " at " + endpoint;
    }
}
