// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import org.junit.jupiter.api.Test;

/// The kinds of dynamic resource allocation, as objects only.
class DeviceOperationsTest extends ApiConformance {
    private static final String VERSION = "resource.k8s.io/v1";
    private static final String REQUEST = "{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'c'}}]}}";

    @Test
    @Conformance("[DRA] CRUD Tests resource.k8s.io/v1 DeviceClass")
    void deviceClasses() throws Exception {
        var kind = Kind.cluster(
                VERSION, "deviceclasses", "DeviceClass", "'spec':{'selectors':[{'cel':{'expression':'true'}}]}");
        new ResourceStory(api, kind).tell("first", "second");
    }

    @Test
    @Conformance("[DRA] CRUD Tests resource.k8s.io/v1 ResourceClaim")
    void resourceClaims() throws Exception {
        var kind = Kind.namespaced(VERSION, "resourceclaims", "ResourceClaim", "'spec':" + REQUEST);
        new ResourceStory(api, kind).tell("first", "second");
        new ResourceStory(api, kind)
                .tellStatus(
                        "third",
                        "{'allocation':{'devices':{'results':[{'request':'r','driver':'d.example','pool':'p','device':'x'}]}}}",
                        "{'allocation':{'devices':{'results':[{'request':'r','driver':'d.example','pool':'p','device':'x'}]}},"
                                + "'devices':[{'driver':'d.example','pool':'p','device':'x','data':{'a':1}}]}");
    }

    @Test
    @Conformance("[DRA] CRUD Tests resource.k8s.io/v1 ResourceClaimTemplate")
    void resourceClaimTemplates() throws Exception {
        var kind = Kind.namespaced(
                VERSION, "resourceclaimtemplates", "ResourceClaimTemplate", "'spec':{'spec':" + REQUEST + "}");
        new ResourceStory(api, kind).tell("first", "second");
    }

    @Test
    @Conformance("[DRA] CRUD Tests resource.k8s.io/v1 ResourceSlice")
    void resourceSlices() throws Exception {
        var kind = Kind.cluster(
                VERSION,
                "resourceslices",
                "ResourceSlice",
                "'spec':{'nodeName':'n','driver':'d.example','pool':{'name':'p','generation':1,'resourceSliceCount':1},"
                        + "'devices':[{'name':'x','attributes':{'model':{'string':'m'}},'capacity':{'memory':{'value':'1Gi'}}}]}");
        new ResourceStory(api, kind).tell("first", "second");
    }
}
