// SPDX-License-Identifier: Apache-2.0
/// How objects go over the wire: what the client accepts ([OutputForm]), bodies in ([BodyReader]) and
/// answers out ([ObjectEncoder]).
@NullMarked
package dev.skerry.apiserver.representation;

import org.jspecify.annotations.NullMarked;
