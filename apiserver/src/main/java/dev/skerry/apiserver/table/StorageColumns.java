// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import java.util.stream.Collectors;

/// The columns of volumes, claims and what provides them.
final class StorageColumns {
    private StorageColumns() {}

    static TableColumns persistentVolume() {
        return KindColumns.named()
                .field("Capacity", "spec.capacity.storage")
                .text("Access Modes", volume -> accessModes(volume.at("spec", "accessModes")))
                .field("Reclaim Policy", "spec.persistentVolumeReclaimPolicy")
                .text("Status", StorageColumns::phase)
                .text("Claim", StorageColumns::claim)
                .field("StorageClass", "spec.storageClassName")
                .text("VolumeAttributesClass", StorageColumns::attributesClass)
                .field("Reason", "status.reason")
                .age()
                .wideField("VolumeMode", "spec.volumeMode", CellText.UNSET)
                .build();
    }

    static TableColumns persistentVolumeClaim() {
        return KindColumns.named()
                .text("Status", StorageColumns::phase)
                .field("Volume", "spec.volumeName")
                .text(
                        "Capacity",
                        claim -> isBound(claim) ? CellText.orElse(claim.at("status", "capacity", "storage"), "") : "")
                .text("Access Modes", claim -> isBound(claim) ? accessModes(claim.at("status", "accessModes")) : "")
                .field("StorageClass", "spec.storageClassName")
                .text("VolumeAttributesClass", StorageColumns::attributesClass)
                .age()
                .wideField("VolumeMode", "spec.volumeMode", CellText.UNSET)
                .build();
    }

    static TableColumns storageClass() {
        return KindColumns.builder()
                .column(
                        new TableColumns.Column("Name", "string", "name", "", 0),
                        (type, _) -> Json.of(type.name() + (isDefault(type) ? " (default)" : "")))
                .field("Provisioner", "provisioner")
                .text("ReclaimPolicy", type -> type.at("reclaimPolicy").textOr("Delete"))
                .text("VolumeBindingMode", type -> CellText.orElse(type.at("volumeBindingMode"), CellText.UNSET))
                .flag(
                        "AllowVolumeExpansion",
                        type -> type.at("allowVolumeExpansion").booleanOr(false))
                .age()
                .build();
    }

    static TableColumns volumeAttachment() {
        return KindColumns.named()
                .field("Attacher", "spec.attacher")
                .field("PV", "spec.source.persistentVolumeName")
                .field("Node", "spec.nodeName")
                .flag(
                        "Attached",
                        attachment -> attachment.at("status", "attached").booleanOr(false))
                .age()
                .build();
    }

    static TableColumns csiNode() {
        return KindColumns.named()
                .number("Drivers", node ->
                        (long) node.at("spec", "drivers").elements().size())
                .age()
                .build();
    }

    static TableColumns csiDriver() {
        return KindColumns.named()
                .flag(
                        "AttachRequired",
                        driver -> driver.at("spec", "attachRequired").booleanOr(true))
                .flag(
                        "PodInfoOnMount",
                        driver -> driver.at("spec", "podInfoOnMount").booleanOr(false))
                .flag(
                        "StorageCapacity",
                        driver -> driver.at("spec", "storageCapacity").booleanOr(false))
                .text(
                        "TokenRequests",
                        driver -> CellText.orUnset(CellText.joined(driver.at("spec", "tokenRequests"), "audience")))
                .flag(
                        "RequiresRepublish",
                        driver -> driver.at("spec", "requiresRepublish").booleanOr(false))
                .text(
                        "Modes",
                        driver -> driver.at("spec", "volumeLifecycleModes").elements().stream()
                                .map(Json::text)
                                .collect(Collectors.joining(",")))
                .age()
                .build();
    }

    static TableColumns volumeAttributesClass() {
        return KindColumns.named().field("DriverName", "driverName").age().build();
    }

    private static boolean isDefault(KubeObject type) {
        return type.annotations()
                .getOrDefault("storageclass.kubernetes.io/is-default-class", "")
                .equals("true");
    }

    private static boolean isBound(KubeObject claim) {
        return !claim.at("spec", "volumeName").text().isEmpty();
    }

    private static String phase(KubeObject object) {
        return object.isBeingDeleted()
                ? "Terminating"
                : object.at("status", "phase").text();
    }

    private static String claim(KubeObject volume) {
        Json claim = volume.at("spec", "claimRef");
        return claim.isNull()
                ? ""
                : claim.at("namespace").text() + "/" + claim.at("name").text();
    }

    private static String attributesClass(KubeObject object) {
        return CellText.orElse(object.at("spec", "volumeAttributesClassName"), CellText.UNSET);
    }

    private static String accessModes(Json modes) {
        return modes.elements().stream()
                .map(mode -> switch (mode.text()) {
                    case "ReadWriteOnce" -> "RWO";
                    case "ReadOnlyMany" -> "ROX";
                    case "ReadWriteMany" -> "RWX";
                    case "ReadWriteOncePod" -> "RWOP";
                    default -> mode.text();
                })
                .distinct()
                .collect(Collectors.joining(","));
    }
}
