// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.ClaimResize;
import dev.skerry.apiserver.admission.DefaultIngressClass;
import dev.skerry.apiserver.admission.DefaultStorageClass;
import dev.skerry.apiserver.admission.DefaultTolerationSeconds;
import dev.skerry.apiserver.admission.LimitRanger;
import dev.skerry.apiserver.admission.NamespaceLifecycle;
import dev.skerry.apiserver.admission.NodeRestriction;
import dev.skerry.apiserver.admission.Priority;
import dev.skerry.apiserver.admission.RoleEscalation;
import dev.skerry.apiserver.admission.RuntimeClassAdmission;
import dev.skerry.apiserver.admission.ServiceAccountAdmission;
import dev.skerry.apiserver.admission.TaintNodesByCondition;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.authorization.EscalationCheck;
import dev.skerry.apiserver.authorization.RbacAuthorizer;
import dev.skerry.apiserver.certificates.SigningRequestAdmission;
import dev.skerry.apiserver.podsecurity.Exemptions;
import dev.skerry.apiserver.podsecurity.PodSecurity;
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
/// 6. how close a pod may come to its node;
/// 7. the priority of a pod;
/// 8. how long it stays on a node that has gone;
/// 9. the class of a volume claim, and whether it may grow;
/// 10. what the RuntimeClass of a pod brings along;
/// 11. who wants a certificate, and who may give it;
/// 12. the class of an Ingress;
/// 13. rights that somebody would give away.
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
                new PodSecurity(objects, Exemptions.NONE),
                new Priority(objects),
                new DefaultTolerationSeconds(),
                new DefaultStorageClass(objects),
                new ClaimResize(objects),
                new RuntimeClassAdmission(objects),
                new SigningRequestAdmission(authorizer, clock),
                new DefaultIngressClass(objects),
                new RoleEscalation(new EscalationCheck(rbac, authorizer)));
    }
}
