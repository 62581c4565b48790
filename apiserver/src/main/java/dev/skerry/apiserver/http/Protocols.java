// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;

/// How a connection speaks HTTP/1.1 or HTTP/2, and what either lets a client make us hold. In both an
/// [HttpConnection] sees HTTP messages, for a connection or for one stream of it, so nothing behind it has to
/// know which it is.
final class Protocols {
    private static final int HEADERS_MAX = 64 * 1024;
    private static final int LINE_MAX = 32 * 1024;
    private static final int CHUNK_MAX = 64 * 1024;

    /// As kube-apiserver's. A client with more watches than this opens a second connection.
    private static final int STREAMS_MAX = 100;

    /// What one stream may send before it is read. Most objects fit, so most writes need no second round trip.
    private static final int STREAM_WINDOW = 256 * 1024;

    /// A client that gives up requests as fast as it makes them has the server work for nothing. Controllers
    /// that stop end a few hundred watches at once, and that is no attack.
    private static final int RESETS_MAX = 500;

    private static final int RESETS_SECONDS = 30;

    /// Headers of 64 KB fit into four frames of the usual size, so that more small ones only serve to flood.
    private static final int CONTINUATIONS_MAX = 16;

    /// Answers to pings and settings that the client does not read. Beyond that the connection ends.
    private static final int CONTROL_FRAMES_MAX = 1_000;

    /// For what still runs when the server ends a connection.
    private static final long GRACE_MILLIS = 500;

    private Protocols() {}

    static void speakHttp1(ChannelPipeline pipeline, Exchanges exchanges) {
        var decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_MAX)
                .setMaxHeaderSize(HEADERS_MAX)
                .setMaxChunkSize(CHUNK_MAX);
        pipeline.addLast(new HttpServerCodec(decoder)).addLast(new HttpConnection(exchanges));
    }

    static void speakHttp2(ChannelPipeline pipeline, Exchanges exchanges) {
        var settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS_MAX)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(HEADERS_MAX);
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                .decoderEnforceMaxSmallContinuationFrames(CONTINUATIONS_MAX)
                .encoderEnforceMaxQueuedControlFrames(CONTROL_FRAMES_MAX)
                .gracefulShutdownTimeoutMillis(GRACE_MILLIS)
                .build();
        pipeline.addLast(codec)
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                                .addLast(new HttpConnection(exchanges));
                    }
                }))
                .addLast(new Http2Lifetime(codec.connection(), exchanges));
    }

    /// Asks the client of an HTTP/2 connection to send its further requests elsewhere; what it has begun is
    /// answered. HTTP/1.1 has no words for it.
    static void announceEnd(Channel channel) {
        if (channel.pipeline().get(Http2FrameCodec.class) != null) {
            channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
    }
}
