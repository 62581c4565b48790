// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.codec.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationConfigurationTest {
    private static final String GOOD = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer: {url: "https://a.example", audiences: [plant]}
              claimMappings:
                username: {expression: "claims.sub"}
                groups: {expression: "claims.roles"}
                uid: {claim: number}
                extra: [{key: plant.example/site, valueExpression: "claims.site"}]
              claimValidationRules: [{expression: "has(claims.site)", message: no site}]
              userValidationRules: [{expression: "user.username != 'x'"}]
            """;

    @Test
    void whatIsRightIsTaken() {
        List<IssuerSettings> issuers = read(GOOD + """
                - issuer: {url: "https://b.example", audiences: [a, b], audienceMatchPolicy: MatchAny}
                  claimMappings: {username: {claim: sub, prefix: ""}}
                """);
        assertThat(issuers).extracting(IssuerSettings::url).containsExactly("https://a.example", "https://b.example");
        assertThat(issuers.getFirst().discoveryUrl()).isEqualTo("https://a.example/.well-known/openid-configuration");
        assertThat(issuers.getFirst().extra()).containsOnlyKeys("plant.example/site");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            https://a            | http://a                    | jwt[0].issuer.url: Invalid value: "http://a.example": URL scheme must be https
            https://a.example    | https://u:p@a.example       | URL must not contain a username or password
            https://a.example    | https://a.example/?x=1      | URL must not contain a query
            https://a.example    | https://a.example/#x        | URL must not contain a fragment
            "https://a.example"  | ""                          | jwt[0].issuer.url: Required value
            audiences: [plant]   | audiences: []               | jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required
            audiences: [plant]   | audiences: [a, a], audienceMatchPolicy: MatchAny | jwt[0].issuer.audiences[1]: Duplicate value: "a"
            audiences: [plant]   | audiences: [a, b]           | jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences
            audiences: [plant]   | audiences: [a], discoveryURL: "https://a.example/" | jwt[0].issuer.discoveryURL: Invalid value: "https://a.example/": discoveryURL must be different from URL
            audiences: [plant]   | audiences: [a], certificateAuthority: junk | jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>"
            {expression: "claims.sub"} | {}                    | jwt[0].claimMappings.username: Required value: claim or expression is required
            {expression: "claims.sub"} | {claim: sub}          | jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing
            {expression: "claims.sub"} | {expression: "claims.sub", claim: sub} | jwt[0].claimMappings.username: Invalid value: "": claim and expression can't both be set
            {expression: "claims.sub"} | {expression: "claims.sub", prefix: x} | jwt[0].claimMappings.username.prefix: Invalid value: "x": may not be specified when expression is set
            "claims.sub"         | "claims.sub +"              | jwt[0].claimMappings.username.expression: Invalid value: "claims.sub +": compilation failed: ERROR: <input>:1:13: Syntax error
            "claims.sub"         | "user.username"             | undeclared reference to 'user'
            "claims.sub"         | "claims.email"              | jwt[0].claimMappings.username.expression: Invalid value: "claims.email": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression
            "claims.sub"         | "claims.?email.orValue('')" | claims.email_verified must be used in
            plant.example/site   | site                        | jwt[0].claimMappings.extra[0].key: Invalid value: "site": must be a domain-prefixed path
            plant.example/site   | plant.example/Site          | must be lowercase
            plant.example/site   | a.kubernetes.io/site        | k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use
            "claims.site"        | ""                          | jwt[0].claimMappings.extra[0].valueExpression: Required value
            "has(claims.site)"   | "claims.site"               | jwt[0].claimValidationRules[0].expression: Invalid value: "claims.site": must evaluate to bool
            "has(claims.site)"   | "has(claims.site)", claim: x | jwt[0].claimValidationRules[0]: Invalid value: "x": claim and expression can't both be set
            "has(claims.site)"   | "has(claims.site)", requiredValue: x | jwt[0].claimValidationRules[0].requiredValue: Invalid value: "x": may not be specified when expression is set
            expression: "has(claims.site)" | claim: x          | jwt[0].claimValidationRules[0].message: Invalid value: "no site": may not be specified when claim is set
            "user.username != 'x'" | "user.name != 'x'"        | jwt[0].userValidationRules[0].expression: Invalid value: "user.name != 'x'": compilation failed: ERROR: <input>:1:5: undefined field 'name'
            "user.username != 'x'" | ""                        | jwt[0].userValidationRules[0].expression: Required value
            userValidationRules  | userValidationRule          | strict decoding error: unknown field "jwt[0].userValidationRule"
            message:             | mesage:                     | strict decoding error: unknown field "jwt[0].claimValidationRules[0].mesage"
            kind: Auth           | kind: Auto                  | it must begin with apiVersion: apiserver.config.k8s.io/v1
            """)
    void whatIsWrongIsNamedWithItsPlace(String right, String wrong, String why) {
        assertThat(GOOD).contains(right);
        assertThatThrownBy(() -> read(GOOD.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aMailAddressIsANameWhereItIsLookedAtWhetherItIsVerified() {
        String byMail = GOOD.replace("\"claims.sub\"", "\"claims.email\"");
        assertThat(read(byMail.replace("has(claims.site)", "claims.?email_verified.orValue(true) == true")))
                .hasSize(1);
        assertThat(read(byMail.replace("\"claims.site\"", "\"string(claims.email_verified)\"")))
                .hasSize(1);
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndIssuersAreTold() {
        String twice = GOOD.replace("claims.roles", "claims.") + """
                - issuer: {url: "https://a.example", audiences: [a]}
                  claimMappings: {username: {claim: sub, prefix: ""}}
                """;
        assertThatThrownBy(() -> read(twice))
                .hasMessageStartingWith("[jwt[0].claimMappings.groups.expression: Invalid value: \"claims.\"")
                .hasMessageEndingWith("jwt[1].issuer.url: Duplicate value: \"https://a.example\"]");
    }

    static List<IssuerSettings> read(String text) {
        return AuthenticationConfiguration.read(YamlReader.read(text.getBytes(StandardCharsets.UTF_8)));
    }
}
