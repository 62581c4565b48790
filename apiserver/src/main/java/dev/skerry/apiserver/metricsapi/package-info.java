// SPDX-License-Identifier: Apache-2.0
/// `metrics.k8s.io`, for `kubectl top` and whoever scales by it: [MetricsApi] asks the nodes when it is asked, over
/// their own connections, and keeps nothing. docs/decisions/0045 says why no metrics-server is needed, and how one
/// takes the group over. Used by all threads.
@NullMarked
package dev.skerry.apiserver.metricsapi;

import org.jspecify.annotations.NullMarked;
