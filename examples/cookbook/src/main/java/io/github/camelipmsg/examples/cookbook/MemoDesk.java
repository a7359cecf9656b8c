/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-memo-desk[]
public class MemoDesk extends RouteBuilder {
    private static final Pattern MEMO = Pattern.compile("(?s)@([^:]+):(.+)"); // @Hanako: call the bank

    @Override
    public void configure() {
        from("ipmsg:memos?exchangePattern=InOut")
                .choice()
                .when(body().regex(MEMO.pattern()))
                .process(this::address)
                .doTry()
                .to("ipmsg:memos?whenOffline=HOLD&holdTimeout=3d")
                .process(this::remember)
                .setBody(simple("${variable.whom}: ${header.CamelIpmsgDeliveryStatus}"))
                .doCatch(Exception.class) // nobody was ever called so
                .setBody(simple("${exception.message}"))
                .endDoTry()
                .endChoice()
                .otherwise()
                .setBody(constant("Write: @Name: what I shall tell"));

        from("ipmsg:memos?events=DELIVERIES") // perhaps days later, perhaps after a restart
                .filter(this::recall)
                .setBody(simple("${variable.whom}: ${header.CamelIpmsgDeliveryStatus}"))
                .to("ipmsg:memos?whenOffline=HOLD");
    }

    private void address(Exchange exchange) {
        Message message = exchange.getMessage();
        Matcher memo = MEMO.matcher(message.getBody(String.class));
        if (memo.matches()) {
            String asker = message.getHeader("CamelIpmsgSenderNickname", String.class);
            exchange.setVariable("whom", memo.group(1).strip());
            message.setHeader("CamelIpmsgTo", List.of("nick:" + memo.group(1).strip())); // a list is not split
            message.setBody("From " + asker + ": " + memo.group(2).strip());
        }
    }

    private void remember(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        if ("HELD".equals(message.getHeader("CamelIpmsgDeliveryStatus"))) {
            String asker = "user:" + message.getHeader("CamelIpmsgSenderUser") + "@"
                    + message.getHeader("CamelIpmsgSenderHost");
            Files.writeString(note(message), exchange.getVariable("whom") + "\n" + asker);
        }
    }

    private boolean recall(Exchange exchange) {
        Path note = note(exchange.getMessage());
        try {
            if (!Files.exists(note)) {
                return false; // somebody was here, or this is an answer of ours
            }
            List<String> lines = Files.readAllLines(note);
            Files.delete(note);
            exchange.setVariable("whom", lines.get(0));
            exchange.getMessage().setHeader("CamelIpmsgTo", List.of(lines.get(1)));
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + note, e);
        }
    }

    private Path note(Message message) {
        return Path.of(getContext().resolvePropertyPlaceholders("{{memos}}"))
                .resolve(message.getHeader("CamelIpmsgPacketNumber", Long.class).toString());
    }
}
// end::cookbook-memo-desk[]
