// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// One public key as its owner publishes it. A token names the algorithm, but only one of the key's own kind
/// counts: nobody can pass a public key off as a shared secret.
///
/// @param id `kid`; empty if it has none
/// @param curve of an elliptic key, `P-256`; empty for RSA
record WebKey(String id, PublicKey key, String curve) {
    private static final int RSA_BITS_MIN = 2048;

    /// An elliptic key is good for one algorithm only.
    private static final Map<String, String> CURVES = Map.of("ES256", "P-256", "ES384", "P-384", "ES512", "P-521");

    private static final Map<String, String> CURVE_NAMES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    /// Empty for keys that are no use to us: of other kinds, too short, or for encryption.
    static Optional<WebKey> find(Json key) {
        if (!key.at("use").textOr("sig").equals("sig")) {
            return Optional.empty();
        }
        try {
            return switch (key.at("kty").text()) {
                case "RSA" -> rsa(key);
                case "EC" -> elliptic(key);
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // One key that cannot be read must not take the others with it.
            return Optional.empty();
        }
    }

    boolean isMeantBy(ForeignToken token) {
        boolean isNamed =
                token.keyId().isEmpty() || id.isEmpty() || token.keyId().equals(id);
        return isNamed && isOfKind(token.algorithm());
    }

    boolean hasSigned(ForeignToken token) {
        try {
            var signature = signature(token.algorithm());
            signature.initVerify(key);
            signature.update(token.signed().getBytes(StandardCharsets.UTF_8));
            return signature.verify(token.signature());
        } catch (GeneralSecurityException _) {
            // A signature of the wrong length verifies nothing.
            return false;
        }
    }

    private boolean isOfKind(String algorithm) {
        return switch (algorithm) {
            case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" -> key instanceof RSAPublicKey;
            case "ES256", "ES384", "ES512" -> curve.equals(CURVES.get(algorithm));
            default -> false;
        };
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            default -> {
                var signature = Signature.getInstance("RSASSA-PSS");
                String hash = "SHA-" + bits;
                signature.setParameter(
                        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
                yield signature;
            }
        };
    }

    private static Optional<WebKey> rsa(Json key) throws GeneralSecurityException {
        var modulus = number(key, "n");
        if (modulus.bitLength() < RSA_BITS_MIN) {
            return Optional.empty();
        }
        var spec = new RSAPublicKeySpec(modulus, number(key, "e"));
        return Optional.of(
                new WebKey(key.at("kid").text(), KeyFactory.getInstance("RSA").generatePublic(spec), ""));
    }

    private static Optional<WebKey> elliptic(Json key) throws GeneralSecurityException {
        String curve = key.at("crv").text();
        String name = CURVE_NAMES.get(curve);
        if (name == null) {
            return Optional.empty();
        }
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        var point = new ECPoint(number(key, "x"), number(key, "y"));
        var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
        return Optional.of(
                new WebKey(key.at("kid").text(), KeyFactory.getInstance("EC").generatePublic(spec), curve));
    }

    private static BigInteger number(Json key, String field) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.at(field).text()));
    }
}
