// SPDX-License-Identifier: Apache-2.0
/// How to treat a link, by what kind of link it is. Start with [LinkProfile].
@NullMarked
package dev.skerry.tunnel.profile;

import org.jspecify.annotations.NullMarked;
