// SPDX-License-Identifier: Apache-2.0
/// Groups of the API that somebody else serves: [Aggregator] hands their requests on to the Service that an APIService
/// names, [ApiTending] looks whether it is there and keeps the APIServices of what is served here.
/// docs/decisions/0020 says how such a server is reached and whom it believes.
@NullMarked
package dev.skerry.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
