// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/// How Netty talks to the kernel: by epoll where its native library loads, else by the JDK's selectors.
record Transport(EventLoopGroup loops, Class<? extends ServerChannel> serverChannel) {
    static Transport start() {
        // Our code never runs on a loop, so a loop only moves and encrypts bytes: one for each core is plenty.
        int threads = Runtime.getRuntime().availableProcessors();
        boolean isNative = Epoll.isAvailable();
        IoHandlerFactory factory = isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("http", true), factory);
        return new Transport(loops, isNative ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }
}
