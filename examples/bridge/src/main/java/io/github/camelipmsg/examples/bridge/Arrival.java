/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.ipmsg.IpmsgConstants;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What somebody wrote, on its way to the broker: the properties that applications see. */
final class Arrival {
    static final String NICKNAME = "senderNickname";
    static final String USER = "senderUser";
    static final String HOST = "senderHost";
    static final String ADDRESS = "senderAddress";
    static final String AUTOMATIC = "automatic";

    /** By this Artemis drops what it has had before. */
    static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    /** The official client adds the time when it sends a message again later. */
    private static final String SENT_LATE = "\n----\n";

    private Arrival() {}

    static void toJms(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("kind", "MESSAGE");
        properties.put(NICKNAME, header(message, IpmsgConstants.SENDER_NICKNAME));
        properties.put(USER, header(message, IpmsgConstants.SENDER_USER));
        properties.put(HOST, header(message, IpmsgConstants.SENDER_HOST));
        properties.put("senderGroup", header(message, IpmsgConstants.SENDER_GROUP));
        properties.put(ADDRESS, header(message, IpmsgConstants.SENDER_ADDRESS));
        properties.put("packetNumber", header(message, IpmsgConstants.MESSAGE_NUMBER)); // longer than a long, at times
        properties.put("timestamp", message.getMessageTimestamp());
        for (String flag : new String[] {IpmsgConstants.AUTOMATIC, IpmsgConstants.BROADCAST, IpmsgConstants.SEALED}) {
            String name = flag.substring("CamelIpmsg".length()).toLowerCase(Locale.ROOT);
            properties.put(name, message.getHeader(flag, false, Boolean.class));
        }
        properties.put(DUPLICATE_ID, duplicateId(message));
        message.removeHeaders("*");
        message.setHeaders(properties);
    }

    /** Sender, number and text: there are clients that count anew at each start. */
    private static String duplicateId(Message message) {
        String sender = header(message, IpmsgConstants.SENDER_USER) + ':' + header(message, IpmsgConstants.SENDER_HOST);
        String text = message.getBody(String.class);
        int sentLate = text.lastIndexOf(SENT_LATE);
        return Ledger.digest(String.join(
                ":",
                sender.toLowerCase(Locale.ROOT), // no name has a colon
                header(message, IpmsgConstants.MESSAGE_NUMBER),
                sentLate < 0 ? text : text.substring(0, sentLate)));
    }

    private static String header(Message message, String name) {
        return message.getHeader(name, String.class);
    }
}
