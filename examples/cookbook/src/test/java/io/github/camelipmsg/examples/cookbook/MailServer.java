/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes every mail, one connection after the other, and keeps it as it came. */
final class MailServer implements AutoCloseable {
    final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    MailServer() throws IOException {
        Thread server = new Thread(this::serve, "MailServer");
        server.setDaemon(true);
        server.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept();
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                    PrintStream out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
                out.print("220 test\r\n");
                for (String line = in.readLine(); line != null && !line.startsWith("QUIT"); line = in.readLine()) {
                    if (line.startsWith("DATA")) {
                        out.print("354 go on\r\n");
                        StringBuilder mail = new StringBuilder();
                        for (line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                            mail.append(line).append('\n');
                        }
                        mails.add(mail.toString());
                    }
                    out.print("250 ok\r\n");
                }
                out.print("221 bye\r\n");
            } catch (IOException e) {
                // closed, here or there
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
