// SPDX-License-Identifier: Apache-2.0
/// Says of flow schemas whether the priority level that they name exists: [DanglingSchemas]. A reconciler is used
/// by the workers of its controller.
@NullMarked
package dev.skerry.controllers.flow;

import org.jspecify.annotations.NullMarked;
