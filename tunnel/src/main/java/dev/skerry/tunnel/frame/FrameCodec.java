// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import dev.skerry.tunnel.frame.Frame.*;
import java.util.ArrayList;
import java.util.List;

/// Makes bytes of frames and frames of bytes: one byte of type, then the fields in the order of the record.
/// A long frame is deflated where that makes it shorter, which the highest bit of the first byte says; then
/// the length of what was deflated stands in front.
///
/// A frame has at most [#WIRE_MAX] bytes on the wire and [#PLAIN_MAX] before compression; both ends check
/// before they allocate. Unknown types are an error: both ends agreed on a version of the protocol first.
public final class FrameCodec {
    /// Also the limit of a WebSocket message.
    public static final int WIRE_MAX = 1 << 20;

    /// Kubernetes objects have at most 1.5 MB; a batch of one must fit.
    public static final int PLAIN_MAX = 4 << 20;

    private static final int COMPRESSED = 0x80;

    /// Shorter frames gain nothing by deflating.
    private static final int COMPRESS_FROM = 256;

    private FrameCodec() {}

    /// @throws FrameException if the frame is larger than a frame may be
    public static byte[] encode(Frame frame) {
        byte[] plain = write(frame).bytes();
        if (plain.length > PLAIN_MAX) {
            throw new FrameException("a frame of " + plain.length + " bytes");
        }
        byte[] wire = plain.length >= COMPRESS_FROM ? Deflated.pack(plain, COMPRESSED) : plain;
        if (wire.length > WIRE_MAX) {
            throw new FrameException("a frame of " + wire.length + " bytes, compressed");
        }
        return wire;
    }

    /// @throws FrameException if the bytes are not exactly one frame
    public static Frame decode(byte[] wire) {
        if (wire.length == 0 || wire.length > WIRE_MAX) {
            throw new FrameException("a frame of " + wire.length + " bytes");
        }
        byte[] plain = (wire[0] & COMPRESSED) != 0 ? Deflated.unpack(wire, COMPRESSED, PLAIN_MAX) : wire;
        var in = new FrameReader(plain, 1);
        Frame frame = read(plain[0], in);
        in.end();
        return frame;
    }

    private static FrameWriter write(Frame frame) {
        var out = new FrameWriter();
        return switch (frame) {
            case Hello hello -> {
                out.octet(1).number(hello.protocol()).text(hello.software());
                out.fixed(hello.incarnation()).text(hello.cluster()).number(hello.cursor());
                out.number(hello.digests().size());
                hello.digests().forEach(out::fixed);
                yield out;
            }
            case Welcome(int protocol, String software, String cluster) ->
                out.octet(2).number(protocol).text(software).text(cluster);
            case Refused(String reason, String message) ->
                out.octet(3).text(reason).text(message);
            case ManifestRequest(int buckets) -> out.octet(4).number(buckets);
            case Manifest(List<Held> held, boolean isLast) -> {
                out.octet(5).octet(isLast ? 1 : 0).number(held.size());
                held.forEach(one -> writeHeld(out, one));
                yield out;
            }
            case Deliver(long sequence, long cursor, List<Delta> deltas) -> {
                out.octet(6).number(sequence).number(cursor).number(deltas.size());
                deltas.forEach(delta -> writeDelta(out, delta));
                yield out;
            }
            case Synced(long sequence, long cursor) ->
                out.octet(7).number(sequence).number(cursor);
            case Acknowledge(long sequence) -> out.octet(8).number(sequence);
            case Reject(String key, String uid, long version, String reason) ->
                out.octet(9).text(key).text(uid).number(version).text(reason);
            case Upstream(List<Message> messages) -> {
                out.octet(10).number(messages.size());
                messages.forEach(message -> out.octet(message.urgency().ordinal())
                        .number(message.sequence())
                        .blob(message.payload()));
                yield out;
            }
            case UpstreamAck(MessageClass urgency, long sequence) ->
                out.octet(11).octet(urgency.ordinal()).number(sequence);
            case Ping(long number) -> out.octet(12).number(number);
            case Pong(long number) -> out.octet(13).number(number);
            case StreamOpen(int stream, byte[] request) ->
                out.octet(14).number(stream).blob(request);
            case StreamData(int stream, byte[] data) ->
                out.octet(15).number(stream).blob(data);
            case StreamWindow(int stream, int bytes) ->
                out.octet(16).number(stream).number(bytes);
            case StreamClose(int stream) -> out.octet(17).number(stream);
            case StreamReset(int stream, String reason) ->
                out.octet(18).number(stream).text(reason);
        };
    }

    private static Frame read(int type, FrameReader in) {
        return switch (type) {
            case 1 ->
                new Hello(in.smallNumber(Integer.MAX_VALUE), in.text(), in.fixed(), in.text(), in.number(), fixed(in));
            case 2 -> new Welcome(in.smallNumber(Integer.MAX_VALUE), in.text(), in.text());
            case 3 -> new Refused(in.text(), in.text());
            case 4 -> new ManifestRequest(in.smallNumber((1 << Digests.BUCKETS) - 1));
            case 5 -> readManifest(in);
            case 6 -> new Deliver(in.number(), in.number(), readDeltas(in));
            case 7 -> new Synced(in.number(), in.number());
            case 8 -> new Acknowledge(in.number());
            case 9 -> new Reject(in.text(), in.text(), in.number(), in.text());
            case 10 -> readUpstream(in);
            case 11 -> new UpstreamAck(readClass(in), in.number());
            case 12 -> new Ping(in.number());
            case 13 -> new Pong(in.number());
            case 14 -> new StreamOpen(readStream(in), in.blob());
            case 15 -> new StreamData(readStream(in), in.blob());
            case 16 -> new StreamWindow(readStream(in), in.smallNumber(Integer.MAX_VALUE));
            case 17 -> new StreamClose(readStream(in));
            case 18 -> new StreamReset(readStream(in), in.text());
            default -> throw new FrameException("frame of unknown type " + type);
        };
    }

    private static void writeHeld(FrameWriter out, Held held) {
        out.text(held.key()).text(held.uid()).number(held.version()).fixed(held.content());
    }

    private static Held readHeld(FrameReader in) {
        return new Held(in.text(), in.text(), in.number(), in.fixed());
    }

    private static void writeDelta(FrameWriter out, Delta delta) {
        switch (delta) {
            case Delta.Put(Held state, byte[] value) -> {
                writeHeld(out.octet(0), state);
                out.blob(value);
            }
            case Delta.Gone(String key, String uid, long version) ->
                out.octet(1).text(key).text(uid).number(version);
        }
    }

    private static List<Delta> readDeltas(FrameReader in) {
        int count = in.count(4);
        var deltas = new ArrayList<Delta>(count);
        for (int i = 0; i < count; i++) {
            deltas.add(
                    switch (in.octet()) {
                        case 0 -> new Delta.Put(readHeld(in), in.blob());
                        case 1 -> new Delta.Gone(in.text(), in.text(), in.number());
                        default -> throw new FrameException("a delta of unknown type");
                    });
        }
        return deltas;
    }

    private static List<Long> fixed(FrameReader in) {
        int count = in.count(Long.BYTES);
        var numbers = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(in.fixed());
        }
        return numbers;
    }

    private static Manifest readManifest(FrameReader in) {
        boolean isLast = in.octet() == 1;
        int count = in.count(11);
        var held = new ArrayList<Held>(count);
        for (int i = 0; i < count; i++) {
            held.add(readHeld(in));
        }
        return new Manifest(held, isLast);
    }

    private static Upstream readUpstream(FrameReader in) {
        int count = in.count(3);
        var messages = new ArrayList<Message>(count);
        for (int i = 0; i < count; i++) {
            messages.add(new Message(readClass(in), in.number(), in.blob()));
        }
        return new Upstream(messages);
    }

    private static MessageClass readClass(FrameReader in) {
        int ordinal = in.octet();
        if (ordinal >= MessageClass.values().length) {
            throw new FrameException("a message of unknown class " + ordinal);
        }
        return MessageClass.values()[ordinal];
    }

    private static int readStream(FrameReader in) {
        return in.smallNumber(Integer.MAX_VALUE);
    }
}
