// SPDX-License-Identifier: Apache-2.0

/// A small operator as others write them, on the Java Operator SDK.
package dev.skerry.clients.operator;
