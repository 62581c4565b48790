// SPDX-License-Identifier: Apache-2.0
/// The Pod Security Standards: what pods of a namespace may ask of their node, in three levels. Start with
/// [PodSecurity]; what each level forbids is in [Controls].
@NullMarked
package dev.skerry.apiserver.podsecurity;

import org.jspecify.annotations.NullMarked;
