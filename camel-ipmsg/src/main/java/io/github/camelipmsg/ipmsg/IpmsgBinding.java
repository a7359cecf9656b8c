/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryResult;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.OutboundMessage;
import io.github.camelipmsg.node.Recipient;
import io.github.camelipmsg.node.RecipientException;
import io.github.camelipmsg.node.RetryPolicy;
import io.github.camelipmsg.node.SocketAddresses;
import io.github.camelipmsg.protocol.MessageOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What stands for what: bodies and headers of exchanges on one side, messages of the node on the other. Immutable. */
final class IpmsgBinding {
    private static final List<String> OUTCOME = List.of(
            IpmsgConstants.PACKET_NUMBER,
            IpmsgConstants.DELIVERED,
            IpmsgConstants.DELIVERY_STATUS,
            IpmsgConstants.DELIVERIES);

    private final IpmsgConfiguration configuration;
    private final int defaultPort;
    private final List<Recipient> recipients;
    private final RetryPolicy retryPolicy;

    /** @throws IllegalArgumentException if an option cannot be used; the message says what to write */
    IpmsgBinding(IpmsgConfiguration configuration, int defaultPort) {
        this.configuration = configuration;
        this.defaultPort = defaultPort;
        this.retryPolicy = new RetryPolicy(configuration.getRetryInterval(), configuration.getMaxRetries());
        if (configuration.getInFlight() < 1) {
            throw new IllegalArgumentException("inFlight must be at least 1, but is " + configuration.getInFlight());
        }
        this.recipients = configuration.getTo() == null ? List.of() : recipients(configuration.getTo());
    }

    /** Nothing of an earlier send may be taken for an outcome of this one. */
    static void clearOutcome(Message message) {
        OUTCOME.forEach(message::removeHeader);
    }

    // ---- exchange to message -------------------------------------------------------------------------------------

    /**
     * @throws InvalidPayloadException if the body is not text
     * @throws IllegalArgumentException if there is no recipient, or a header or the text cannot be used
     */
    OutboundMessage toMessage(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Confirmation confirmation =
                header(message, IpmsgConstants.CONFIRMATION, Confirmation.class, configuration.getConfirmation());
        return new OutboundMessage(
                recipients(message),
                message.getMandatoryBody(String.class),
                options(message),
                confirmation != Confirmation.NONE,
                configuration.getResolveTimeout(),
                header(
                        message,
                        IpmsgConstants.CONFIRMATION_TIMEOUT,
                        Duration.class,
                        configuration.getConfirmationTimeout()),
                retryPolicy,
                configuration.getInFlight());
    }

    private List<Recipient> recipients(Message message) {
        @Nullable Object given = message.getHeader(IpmsgConstants.TO);
        List<Recipient> found = given == null ? recipients : recipients(given);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "No recipient: set option to=... or header " + IpmsgConstants.TO + "; " + Recipient.FORMS);
        }
        return found;
    }

    private List<Recipient> recipients(Object given) {
        List<Recipient> found = new ArrayList<>();
        if (given instanceof Collection<?> several) {
            several.forEach(one -> found.add(recipient(one)));
        } else if (given instanceof String list) {
            RecipientList.split(list).forEach(one -> found.add(recipient(one)));
        } else {
            found.add(recipient(given));
        }
        return found;
    }

    private Recipient recipient(Object given) {
        return given instanceof Member member
                ? new Recipient.At(member.address())
                : Recipient.parse(given.toString(), defaultPort);
    }

    private Set<MessageOption> options(Message message) {
        Set<MessageOption> options = EnumSet.noneOf(MessageOption.class);
        if (header(message, IpmsgConstants.SEND_LOCKED, Boolean.class, configuration.isLocked())) {
            options.add(MessageOption.PASSWORDOPT);
        }
        if (header(message, IpmsgConstants.SEND_NO_LOG, Boolean.class, configuration.isNoLog())) {
            options.add(MessageOption.NOLOGOPT);
        }
        return options;
    }

    private static <T> T header(Message message, String name, Class<T> type, T otherwise) {
        @Nullable Object given = message.getHeader(name);
        if (given == null) {
            return otherwise;
        }
        @Nullable
        T value = message.getExchange().getContext().getTypeConverter().tryConvertTo(type, given);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Header " + name + " is '" + given + "', which is no " + type.getSimpleName());
        }
        return value;
    }

    // ---- outcome to exchange -------------------------------------------------------------------------------------

    /** @param confirmed whether a confirmation was asked for when it was sent */
    void setOutcome(Exchange exchange, DeliveryResult result, boolean confirmed) {
        Message message = exchange.getMessage();
        message.setHeader(IpmsgConstants.PACKET_NUMBER, result.packetNumber());
        message.setHeader(IpmsgConstants.DELIVERY_STATUS, result.status().name());
        message.setHeader(IpmsgConstants.DELIVERIES, result.deliveries());
        if (confirmed) {
            message.setHeader(IpmsgConstants.DELIVERED, result.delivered());
        }
        boolean good = confirmed ? result.delivered() : result.status() == DeliveryStatus.SENT;
        if (!good && configuration.isFailOnUnconfirmed()) {
            exchange.setException(new IpmsgDeliveryException(result));
        }
    }

    Throwable toException(@Nullable Throwable failure) {
        return failure instanceof RecipientException unknown
                ? new IpmsgRecipientException(unknown)
                : failure == null ? new IllegalStateException("a send ended without an outcome") : failure;
    }

    // ---- message to exchange -------------------------------------------------------------------------------------

    static void toExchange(InboundMessage received, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(received.text());
        message.setHeader(Exchange.MESSAGE_TIMESTAMP, received.receivedAt().toEpochMilli());
        message.setHeader(IpmsgConstants.EVENT, "MESSAGE");
        message.setHeader(IpmsgConstants.MESSAGE_ID, received.id());
        message.setHeader(IpmsgConstants.MESSAGE_NUMBER, received.number().digits());
        message.setHeader(IpmsgConstants.SENDER, received.sender());
        message.setHeader(IpmsgConstants.SENDER_NICKNAME, received.sender().nickname());
        message.setHeader(IpmsgConstants.SENDER_USER, received.sender().user());
        message.setHeader(IpmsgConstants.SENDER_HOST, received.sender().host());
        message.setHeader(IpmsgConstants.SENDER_GROUP, received.sender().group());
        message.setHeader(IpmsgConstants.SENDER_ADDRESS, SocketAddresses.format(received.from()));
        message.setHeader(IpmsgConstants.SEALED, received.sealed());
        message.setHeader(IpmsgConstants.LOCKED, received.locked());
        message.setHeader(IpmsgConstants.NO_LOG, received.noLog());
        message.setHeader(IpmsgConstants.BROADCAST, received.broadcast());
        message.setHeader(IpmsgConstants.MULTICAST, received.multicast());
        message.setHeader(IpmsgConstants.AUTOMATIC, received.automatic());
        message.setHeader(IpmsgConstants.ENCRYPTED, received.encrypted());
    }
}
