// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.Claim.Claimant;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which claims are to be made and given up in the same commit in which an object is written. Pure but for looking
/// at the claims that are stored.
final class ClaimedWrites {
    /// What stands at the key of a claim.
    interface Stored {
        Optional<StoredObject> find(Claim claim);
    }

    private final Claimant claimant;
    private final Stored stored;

    ClaimedWrites(Claimant claimant, Stored stored) {
        this.claimant = claimant;
        this.stored = stored;
    }

    /// What is to be written beside the object.
    ///
    /// @param before empty if the object is made
    /// @param after empty if it goes
    List<Write> of(String group, String resource, Optional<StoredObject> before, Optional<KubeObject> after) {
        if (!claimant.concerns(group, resource)) {
            return List.of();
        }
        List<Claim> had = before.map(one -> claimant.claims(one.object())).orElse(List.of());
        List<Claim> wants = after.map(claimant::claims).orElse(List.of());
        var writes = new ArrayList<Write>();
        for (Claim claim : wants) {
            if (had.stream().noneMatch(claim::isOfSameThing)) {
                writes.add(made(claim));
            }
        }
        for (Claim claim : had) {
            if (wants.stream().noneMatch(claim::isOfSameThing)) {
                stored.find(claim)
                        .filter(there -> claim.isOfSameOwner(there.object()))
                        .ifPresent(there -> writes.add(new Write.DeleteAt(key(claim), new Revision(there.revision()))));
            }
        }
        return writes;
    }

    /// A claim that was left by an object of the same name is taken over.
    private Write made(Claim claim) {
        byte[] bytes = StoredForm.of(claim.object()).bytes();
        return stored.find(claim)
                .filter(there -> claim.isOfSameOwner(there.object()))
                .<Write>map(there -> new Write.UpdateAt(key(claim), bytes, new Revision(there.revision())))
                .orElseGet(() -> new Write.Create(key(claim), bytes));
    }

    static Key key(Claim claim) {
        return ObjectStorage.key(claim.group(), claim.resource(), claim.object().objectName());
    }
}
