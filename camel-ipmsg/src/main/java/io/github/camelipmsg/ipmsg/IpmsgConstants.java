/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/**
 * Names of the headers. Those that steer a producer differ from those that a consumer sets, so that nothing a peer wrote
 * ever decides where a message goes.
 */
public final class IpmsgConstants {
    @Metadata(
            label = "producer",
            description = "The recipients, instead of the option `to`: a String is split at commas outside of double"
                    + " quotes, a List is not.",
            javaType = "String or List<String>")
    public static final String TO = "CamelIpmsgTo";

    @Metadata(
            label = "producer",
            description = "What to do with the exchange, instead of the option `operation`.",
            javaType = "io.github.camelipmsg.ipmsg.Operation")
    public static final String OPERATION = "CamelIpmsgOperation";

    @Metadata(
            label = "producer",
            description = "Which confirmation to wait for, instead of the option.",
            javaType = "io.github.camelipmsg.ipmsg.Confirmation")
    public static final String CONFIRMATION = "CamelIpmsgConfirmation";

    @Metadata(
            label = "producer",
            description = "How long to wait for receipts, instead of the option.",
            javaType = "java.time.Duration")
    public static final String CONFIRMATION_TIMEOUT = "CamelIpmsgConfirmationTimeout";

    @Metadata(
            label = "producer",
            description = "Whether the recipient gets it sealed, to be opened by hand, instead of the option `sealed`.",
            javaType = "Boolean")
    public static final String SEND_SEALED = "CamelIpmsgSendSealed";

    @Metadata(
            label = "producer",
            description = "Whether the recipient must enter a password to read it, instead of the option `locked`.",
            javaType = "Boolean")
    public static final String SEND_LOCKED = "CamelIpmsgSendLocked";

    @Metadata(
            label = "producer",
            description = "Whether the recipient is asked not to log it, instead of the option `noLog`.",
            javaType = "Boolean")
    public static final String SEND_NO_LOG = "CamelIpmsgSendNoLog";

    @Metadata(
            label = "producer",
            description = "Set after sending: the packet number, one for all recipients. Read by operation"
                    + " `CONFIRMATION`.",
            javaType = "Long")
    public static final String PACKET_NUMBER = "CamelIpmsgPacketNumber";

    @Metadata(
            label = "producer",
            description =
                    "Set after sending: true if every recipient reached the confirmation that was asked for. Absent if"
                            + " none was, and while it is pending; false while it is held.",
            javaType = "Boolean")
    public static final String DELIVERED = "CamelIpmsgDelivered";

    @Metadata(
            label = "producer",
            description = "Set after sending: the worst status of all recipients, from worst to best `FAILED`,"
                    + " `REJECTED`, `UNCONFIRMED`, `UNKNOWN` (no such packet number), `PENDING`, `HELD` (for a member who is not here),"
                    + " `SENT` (no confirmation was asked for), `RECEIVED`, `READ`.",
            javaType = "String",
            enums = "FAILED,REJECTED,UNCONFIRMED,UNKNOWN,PENDING,HELD,SENT,RECEIVED,READ")
    public static final String DELIVERY_STATUS = "CamelIpmsgDeliveryStatus";

    @Metadata(
            label = "producer",
            description =
                    "Set after sending: for each recipient its address, member, packet numbers (of every part), status, attempts,"
                            + " elapsed time and cause.",
            javaType = "java.util.List<io.github.camelipmsg.node.Delivery>")
    public static final String DELIVERIES = "CamelIpmsgDeliveries";

    @Metadata(
            label = "consumer",
            description = "What happened: `MESSAGE`; `JOINED`, `CHANGED` or `LEFT` (`events=MEMBERS`, the body is the"
                    + " Member); `DELIVERY` (`events=DELIVERIES`, the body is the Delivery, and the headers that a"
                    + " producer sets are set).",
            javaType = "String",
            enums = "MESSAGE,JOINED,CHANGED,LEFT,DELIVERY")
    public static final String EVENT = "CamelIpmsgEvent";

    @Metadata(
            label = "consumer",
            description = "Names this message within this node; opaque. `operation=OPEN` reads it: the message that was"
                    + " opened.",
            javaType = "String")
    public static final String MESSAGE_ID = "CamelIpmsgMessageId";

    @Metadata(
            label = "consumer",
            description = "The sender's packet number, digits as they were sent.",
            javaType = "String")
    public static final String MESSAGE_NUMBER = "CamelIpmsgMessageNumber";

    @Metadata(
            label = "consumer",
            description = "The sender's nickname; its user name if it has not announced itself. Free text of the peer.",
            javaType = "String")
    public static final String SENDER_NICKNAME = "CamelIpmsgSenderNickname";

    @Metadata(label = "consumer", description = "The sender's user name. Free text of the peer.", javaType = "String")
    public static final String SENDER_USER = "CamelIpmsgSenderUser";

    @Metadata(label = "consumer", description = "The sender's host name. Free text of the peer.", javaType = "String")
    public static final String SENDER_HOST = "CamelIpmsgSenderHost";

    @Metadata(
            label = "consumer",
            description = "The sender's group, empty if none. Free text of the peer.",
            javaType = "String")
    public static final String SENDER_GROUP = "CamelIpmsgSenderGroup";

    @Metadata(
            label = "consumer",
            description = "Where the message came from, as `ip:port`, with an IPv6 address in brackets.",
            javaType = "String")
    public static final String SENDER_ADDRESS = "CamelIpmsgSenderAddress";

    @Metadata(
            label = "consumer",
            description = "Everything that is known of the sender.",
            javaType = "io.github.camelipmsg.node.Member")
    public static final String SENDER = "CamelIpmsgSender";

    @Metadata(
            label = "consumer",
            description = "The sender wants to be told when the message is opened.",
            javaType = "Boolean")
    public static final String SEALED = "CamelIpmsgSealed";

    @Metadata(label = "consumer", description = "The reader shall enter a password first.", javaType = "Boolean")
    public static final String LOCKED = "CamelIpmsgLocked";

    @Metadata(label = "consumer", description = "The sender asks not to log it.", javaType = "Boolean")
    public static final String NO_LOG = "CamelIpmsgNoLog";

    @Metadata(label = "consumer", description = "Sent to everybody in one datagram.", javaType = "Boolean")
    public static final String BROADCAST = "CamelIpmsgBroadcast";

    @Metadata(label = "consumer", description = "Sent to several people, to each singly.", javaType = "Boolean")
    public static final String MULTICAST = "CamelIpmsgMulticast";

    @Metadata(
            label = "consumer",
            description = "Made by a program, such as an absence notice: must not be answered automatically.",
            javaType = "Boolean")
    public static final String AUTOMATIC = "CamelIpmsgAutomatic";

    @Metadata(label = "consumer", description = "It came encrypted.", javaType = "Boolean")
    public static final String ENCRYPTED = "CamelIpmsgEncrypted";

    @Metadata(
            label = "consumer",
            description =
                    "When the message arrived here, in milliseconds since 1970. Not set with events of another kind.",
            javaType = "Long")
    public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;

    private IpmsgConstants() {}
}
