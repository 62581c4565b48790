// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.representation.Encoders;

/// Answers that carry an object which is not stored as it stands there.
final class SpecialAnswers {
    private SpecialAnswers() {}

    static Response created(ApiCall call, KubeObject object) {
        return answer(call, 201, object);
    }

    static Response answer(ApiCall call, int status, KubeObject object) {
        var codec = Encoders.tree(call.http());
        return Answers.bytes(call.http(), status, codec.contentType(), codec.write(object.tree()));
    }
}
