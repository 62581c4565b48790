// SPDX-License-Identifier: Apache-2.0
/// What people see of objects: the columns of `kubectl get`, which the server fills in. Start with
/// [BuiltInColumns] and [CustomColumns]. Everything here is a pure function of an object and the time.
@NullMarked
package dev.skerry.apiserver.table;

import org.jspecify.annotations.NullMarked;
