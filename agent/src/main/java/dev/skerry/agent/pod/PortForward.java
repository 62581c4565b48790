// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

/// Carries one TCP connection between the other side of a stream and a port of a pod, which is reached as
/// the pod's own processes would: programs that listen on the loopback alone are reached too.
///
/// Channel 0 carries what goes to the pod and channel 1 what comes from it; a close of channel 0 says that
/// nothing more goes there. The connection is over when the pod ends its side, or the other side leaves.
final class PortForward {
    private static final int PORT_MAX = 65_535;
    private static final int PIECE = 16 * 1024;

    private final Workbench workbench;
    private final StreamFrames frames;

    PortForward(Workbench workbench, StreamFrames frames) {
        this.workbench = workbench;
        this.frames = frames;
    }

    /// @throws StatusException 400 for what is no port, 500 if nothing listens there
    void run(WantedPod pod, JsonObject request) throws IOException {
        int port = request.at("port").intOr(0);
        if (port < 1 || port > PORT_MAX) {
            throw StatusException.badRequest("there is no port " + port);
        }
        try (Socket socket = connect(pod, port)) {
            var tasks = new TaskGroup();
            try {
                tasks.start("port-forward-in", () -> toPod(socket));
                fromPod(socket);
            } finally {
                // Not waited for: it ends when the caller closes the stream.
                tasks.stop();
            }
        }
    }

    private Socket connect(WantedPod pod, int port) {
        try {
            return workbench.runtime().connect(pod.uid(), port).socket();
        } catch (IOException refused) {
            throw new StatusException(500, "InternalError", String.valueOf(refused.getMessage()), JsonObject.EMPTY);
        }
    }

    private void fromPod(Socket socket) throws IOException {
        byte[] piece = new byte[PIECE];
        try {
            for (int count = read(socket, piece); count >= 0; count = read(socket, piece)) {
                frames.write(StreamFrames.STDOUT, piece, 0, count);
            }
        } finally {
            // Lets a writer go that waits for a pod which does not read.
            socket.close();
        }
    }

    private static int read(Socket socket, byte[] piece) {
        try {
            return socket.getInputStream().read(piece);
        } catch (IOException _) {
            // A pod that resets the connection ends it, as one that closes it does.
            return -1;
        }
    }

    private void toPod(Socket socket) throws IOException {
        try (socket) {
            while (true) {
                StreamFrames.Frame frame = frames.read();
                if (frame.channel() == StreamFrames.STDIN) {
                    socket.getOutputStream().write(frame.data());
                } else if (isEndOfInput(frame)) {
                    socket.shutdownOutput();
                    awaitHangUp();
                }
            }
        } catch (IOException _) {
            // The other side has left, or the pod takes no more: closing the connection tells both.
        }
    }

    private static boolean isEndOfInput(StreamFrames.Frame frame) {
        return frame.channel() == StreamFrames.CLOSE && Arrays.equals(frame.data(), new byte[] {StreamFrames.STDIN});
    }

    private void awaitHangUp() throws IOException {
        while (true) {
            frames.read();
        }
    }
}
