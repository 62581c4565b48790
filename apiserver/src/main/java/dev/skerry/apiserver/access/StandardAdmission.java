// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.DefaultTolerationSeconds;
import dev.skerry.apiserver.admission.LimitRanger;
import dev.skerry.apiserver.admission.NamespaceLifecycle;
import dev.skerry.apiserver.admission.NodeRestriction;
import dev.skerry.apiserver.admission.Priority;
import dev.skerry.apiserver.admission.RoleEscalation;
import dev.skerry.apiserver.admission.ServiceAccountAdmission;
import dev.skerry.apiserver.admission.TaintNodesByCondition;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.authorization.EscalationCheck;
import dev.skerry.apiserver.authorization.RbacAuthorizer;
import dev.skerry.apiserver.certificates.SigningRequestAdmission;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/// The admission plugins of an ordinary cluster, in Kubernetes' order:
///
/// 1. namespaces that must stay;
/// 2. how much containers and pods may ask for;
/// 3. the account of a pod, since it adds volumes that the later ones should see;
/// 4. what nodes may write;
/// 5. the taint of a new node;
/// 6. the priority of a pod;
/// 7. how long it stays on a node that has gone;
/// 8. who wants a certificate, and who may give it;
/// 9. rights that somebody would give away.
///
/// All that change an object do so in this order; then, when the object was found valid, all judge it.
final class StandardAdmission {
    private StandardAdmission() {}

    static List<AdmissionPlugin> plugins(
            ObjectSource objects, RbacAuthorizer rbac, Authorizer authorizer, Clock clock, RandomGenerator random) {
        return List.of(
                new NamespaceLifecycle(),
                new LimitRanger(objects),
                new ServiceAccountAdmission(objects, clock, random),
                new NodeRestriction(objects),
                new TaintNodesByCondition(),
                new Priority(objects),
                new DefaultTolerationSeconds(),
                new SigningRequestAdmission(authorizer, clock),
                new RoleEscalation(new EscalationCheck(rbac, authorizer)));
    }
}
