// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/// Waits for the TLS handshake and speaks what client and server agreed on there. A client that names no
/// protocol, as those do that want to leave HTTP for a shell, gets HTTP/1.1.
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
    private final Exchanges exchanges;

    ProtocolChoice(Exchanges exchanges) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.exchanges = exchanges;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            Protocols.speakHttp2(ctx.pipeline(), exchanges);
        } else {
            Protocols.speakHttp1(ctx.pipeline(), exchanges);
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        // Port scans, strangers' certificates, clients that changed their mind: nothing an operator can mend.
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset before the handshake was over: nobody is left to tell.
        ctx.close();
    }
}
