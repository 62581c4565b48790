// SPDX-License-Identifier: Apache-2.0
/// The store on an engine that others run and several servers share: PostgreSQL, MySQL and MariaDB, etcd.
/// Every implementation passes `StoreContract` against a real engine.
@NullMarked
package dev.skerry.remotestore;

import org.jspecify.annotations.NullMarked;
