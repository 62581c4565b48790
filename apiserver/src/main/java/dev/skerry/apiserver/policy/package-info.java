// SPDX-License-Identifier: Apache-2.0
/// Admission by expressions: ValidatingAdmissionPolicy ([ValidatingPolicies]) and MutatingAdmissionPolicy
/// ([MutatingPolicies]), with their bindings and parameters, and what such a policy must look like when it is
/// written ([PolicyRules]).
///
/// A policy is compiled once per state ([PolicyShelf]). Everything may be used by many threads.
@NullMarked
package dev.skerry.apiserver.policy;

import org.jspecify.annotations.NullMarked;
