// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    private static final Held HELD = new Held("core/v1/pods/default/web-0", "u-1", 42, -7);

    static Stream<Frame> frames() {
        byte[] data = "temperature=21.5".repeat(100).getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                new Frame.Hello(1, "skerry", -5, "cluster", 99, List.of(1L, -1L, Long.MAX_VALUE)),
                new Frame.Welcome(1, "skerry", "cluster"),
                new Frame.Refused("NameTaken", "another machine has this name"),
                new Frame.ManifestRequest(0xffff),
                new Frame.Manifest(List.of(HELD), true),
                new Frame.Deliver(
                        7, 43, List.of(new Delta.Put(HELD, data), new Delta.Gone("core/v1/pods/d/x", "u", 3))),
                new Frame.Synced(8, 43),
                new Frame.Acknowledge(8),
                new Frame.Reject("k", "u", 4, "it is not JSON"),
                new Frame.Upstream(List.of(new Message(MessageClass.EVENT, 12, data))),
                new Frame.UpstreamAck(MessageClass.TELEMETRY, Long.MAX_VALUE),
                new Frame.Ping(1),
                new Frame.Pong(1),
                new Frame.StreamOpen(1, data),
                new Frame.StreamData(2, new byte[0]),
                new Frame.StreamWindow(3, 1 << 20),
                new Frame.StreamClose(4),
                new Frame.StreamReset(5, "closed"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameComesBackAsItWas(Frame frame) {
        byte[] wire = FrameCodec.encode(frame);
        Frame back = FrameCodec.decode(wire);
        assertThat(back).hasSameClassAs(frame);
        assertThat(FrameCodec.encode(back)).isEqualTo(wire);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameCutAnywhereIsRefused(Frame frame) {
        byte[] wire = FrameCodec.encode(frame);
        for (int length = 0; length < wire.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(wire, length);
            assertThatThrownBy(() -> FrameCodec.decode(cut)).isInstanceOf(FrameException.class);
        }
    }

    @Test
    void noiseIsRefusedOrReadButNeverAnythingElse() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            try {
                Frame read = FrameCodec.decode(noise);
                assertThat(read).isNotNull();
            } catch (FrameException _) {
                // What noise deserves.
            }
        }
    }

    @Test
    void whatRepeatsItselfIsSentShort() {
        byte[] log = "the same line again\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertThat(FrameCodec.encode(new Frame.StreamData(1, log))).hasSizeLessThan(1000);
    }

    @Test
    void aFrameOverItsBudgetIsNotSent() {
        byte[] zeros = new byte[FrameCodec.PLAIN_MAX];
        assertThatThrownBy(() -> FrameCodec.encode(new Frame.StreamData(1, zeros)))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("bytes");
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() {
        byte[] bomb = new FrameWriter().octet(0x80 | 15).number(1L << 40).bytes();
        assertThatThrownBy(() -> FrameCodec.decode(bomb)).isInstanceOf(FrameException.class);
        byte[] liar = Deflated.pack(new byte[100_000], 0x80);
        liar[1] = 10;
        liar[2] = 0;
        assertThatThrownBy(() -> FrameCodec.decode(liar)).isInstanceOf(FrameException.class);
    }

    @Test
    void digestsDependOnMembersAndNotOnTheirOrder() {
        var other = new Held("core/v1/secrets/default/s", "u-2", 7, 8);
        assertThat(Digests.of(List.of(HELD, other)).sums())
                .isEqualTo(Digests.of(List.of(other, HELD)).sums());
        var changed = new Held(HELD.key(), HELD.uid(), 43, 1);
        assertThat(Digests.of(List.of(changed, other)).sums())
                .isNotEqualTo(Digests.of(List.of(HELD, other)).sums());
        var digests = Digests.of(List.of(HELD, other));
        digests.remove(HELD);
        digests.remove(other);
        assertThat(digests.sums()).isEqualTo(Digests.of(Collections.emptyList()).sums());
    }
}
