/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.testing;

import io.github.camelipmsg.ipmsg.Discovery;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Somebody on this machine who writes to a bot and hears its answers; on a port of its own, announced to nobody but the
 * bot.
 */
public final class Guest implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final String bot;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    public Guest(Path stateDirectory, String bot) throws Exception {
        this.bot = bot;
        IpmsgComponent ipmsg = context.getComponent("ipmsg", IpmsgComponent.class);
        ipmsg.getConfiguration().setPort(0);
        ipmsg.getConfiguration().setDiscovery(Discovery.NONE);
        ipmsg.getConfiguration().setDiscoveryAddresses(bot);
        ipmsg.getConfiguration().setStateDirectory(stateDirectory.toString());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("ipmsg:guest")
                        .process(exchange -> heard.add(exchange.getMessage().getBody(String.class)));
            }
        });
        context.start();
    }

    /** Sends a text to the bot, and returns its delivery status. */
    public String send(String text) {
        Exchange sent = context.createFluentProducerTemplate()
                .to("ipmsg:guest")
                .withBody(text)
                .withHeader(IpmsgConstants.TO, bot)
                .send();
        if (sent.getException() != null) {
            throw new AssertionError("It cannot be sent to " + bot, sent.getException());
        }
        return sent.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS, String.class);
    }

    /** The next message that was sent to the guest. */
    public String hears() throws InterruptedException {
        String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("Nobody has written to the guest");
        }
        return text;
    }

    @Override
    public void close() {
        context.stop();
    }
}
