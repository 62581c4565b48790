// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.security.identity.Identity;

/// Members of `system:masters` may do everything, even when every role was lost: the way back in.
public final class MastersAuthorizer implements Authorizer {
    @Override
    public Decision authorize(Attributes attributes) {
        return attributes.identity().isIn(Identity.GROUP_MASTERS)
                ? new Decision.Allowed("")
                : new Decision.NoOpinion("");
    }
}
