// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.RoleEscalation;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.authorization.EscalationCheck;
import dev.skerry.apiserver.authorization.RbacAuthorizer;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.List;

/// The admission plugins of an ordinary cluster, in their order.
final class StandardAdmission {
    private StandardAdmission() {}

    static List<AdmissionPlugin> plugins(ObjectSource objects, RbacAuthorizer rbac, Authorizer authorizer) {
        return List.of(new RoleEscalation(new EscalationCheck(rbac, authorizer)));
    }
}
