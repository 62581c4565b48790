// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.json.JsonReader;
import dev.skerry.security.identity.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenUserTest {
    private static final String CONFIGURATION = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer: {url: "https://a.example", audiences: [plant]}
              claimMappings:
                username: {expression: "claims.sub"}
                groups: {expression: "claims.?roles"}
                uid: {expression: "claims.?number.orValue('7')"}
                extra: [{key: plant.example/site, valueExpression: "claims.?site.orValue([])"}]
              claimValidationRules: [{expression: "claims.exp - claims.nbf <= 86400", message: longer than a day}]
              userValidationRules: [{expression: "!user.groups.exists(g, g.startsWith('system:'))", message: reserved}]
            """;

    @Test
    void aUserIsWhatTheExpressionsSay() {
        Identity jane = user(
                "{'sub':'jane','roles':['ops','','night'],'number':'9','site':'north','jti':'t','exp':2,'nbf':1}",
                "claims.?roles",
                "claims.roles");
        assertThat(jane.name()).isEqualTo("jane");
        assertThat(jane.groups()).containsExactly("ops", "night");
        assertThat(jane.uid()).isEqualTo("9");
        assertThat(jane.extra())
                .containsEntry("plant.example/site", List.of("north"))
                .containsEntry("authentication.kubernetes.io/credential-id", List.of("JTI=t"));
    }

    @Test
    void whatIsEmptyCountsAsNotBeingThere() {
        Identity jane = user("{'sub':'jane','roles':'','site':'','exp':2,'nbf':1}", "claims.?roles", "claims.roles");
        assertThat(jane.groups()).isEmpty();
        assertThat(jane.extra()).isEmpty();
        assertThat(user("{'sub':'jane','exp':2,'nbf':1}", "claims.?roles", "null")
                        .groups())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'sub':'jane'        | 'name':'jane'   | error evaluating username claim expression: expression 'claims.sub' resulted in error: no such key: sub
            'sub':'jane'        | 'sub':5         | error evaluating username claim expression: username claim expression must return a string
            'sub':'jane'        | 'sub':''        | empty username via CEL expression is not allowed
            'number':'9'        | 'number':9      | error evaluating uid claim expression: uid claim expression must return a string
            'roles':'ops'       | 'roles':{}      | error evaluating group claim expression: expression must return a string or a list of strings
            'roles':'ops'       | 'roles':[1]     | error evaluating group claim expression: expression must return a string or a list of strings
            'site':'north'      | 'site':1        | error evaluating extra claim expression: claims.?site.orValue([]): expression must return a string or a list of strings
            'exp':2             | 'exp':100000    | error evaluating claim validation expression: validation expression 'claims.exp - claims.nbf <= 86400' failed: longer than a day
            'exp':2             | 'x':2           | error evaluating claim validation expression: expression 'claims.exp - claims.nbf <= 86400' resulted in error: no such key: exp
            'roles':'ops'       | 'roles':'system:masters' | error evaluating user info validation rule: validation expression '!user.groups.exists(g, g.startsWith('system:'))' failed: reserved
            """)
    void aTokenThatCannotBeMeantIsRefused(String right, String wrong, String why) {
        String good = "{'sub':'jane','roles':'ops','number':'9','site':'north','exp':2,'nbf':1}";
        assertThat(good).contains(right);
        assertThat(user(good, "claims.?roles", "claims.roles").name()).isEqualTo("jane");
        assertThatThrownBy(() -> user(good.replace(right, wrong), "claims.?roles", "claims.roles"))
                .isInstanceOf(UnusableClaimException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                            | required claim realm not present in ID token
            {'realm':5}                                   | parse claim realm: it is no text
            {'realm':'lab'}                               | required claim realm value does not match. Got = lab, want = plant
            """)
    void aClaimThatIsRequiredIsThereWithItsValue(String claims, String why) {
        var rule = new ClaimRule.Required("realm", "plant");
        assertThat(rule.findFault(JsonReader.read(claims.replace('\'', '"')).object()))
                .hasValue(why);
        assertThat(rule.findFault(JsonReader.read("{\"realm\":\"plant\"}").object()))
                .isEmpty();
    }

    @Test
    void rulesOverUsersSeeAllFieldsEvenIfTheyAreEmpty() {
        String rule = "user.uid == '7' && user.extra.size() == 0 && user.groups == [] && user.username == 'jane'";
        assertThat(user(
                                "{'sub':'jane','exp':2,'nbf':1}",
                                "!user.groups.exists(g, g.startsWith('system:'))",
                                rule,
                                "claims.?roles",
                                "[]")
                        .name())
                .isEqualTo("jane");
    }

    private static Identity user(String claims, String... replacements) {
        String text = CONFIGURATION;
        for (int i = 0; i < replacements.length; i += 2) {
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        IssuerSettings settings = AuthenticationConfigurationTest.read(text).getFirst();
        return new TokenUser(
                        settings, JsonReader.read(claims.replace('\'', '"')).object())
                .identity();
    }
}
