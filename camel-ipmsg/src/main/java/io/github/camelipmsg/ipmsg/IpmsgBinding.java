/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryPolicy;
import io.github.camelipmsg.node.DeliveryResult;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.MemberEvent;
import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.OutboundMessage;
import io.github.camelipmsg.node.Recipient;
import io.github.camelipmsg.node.RecipientException;
import io.github.camelipmsg.node.RetryPolicy;
import io.github.camelipmsg.node.SocketAddresses;
import io.github.camelipmsg.protocol.MessageOption;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
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
        this.recipients = RecipientList.ofOption("to", configuration.getTo(), defaultPort);
    }

    /**
     * Looks at every option, so that a route which cannot work does not start.
     *
     * @throws IllegalArgumentException if an option cannot be used; the message says what to write
     */
    static void check(IpmsgConfiguration configuration) {
        IpmsgBinding binding = new IpmsgBinding(configuration, NodeOptions.DEFAULT_PORT);
        List<Recipient> to = binding.recipients.isEmpty() ? List.of(new Recipient.Everyone()) : binding.recipients;
        binding.message(
                to,
                "",
                configuration.isSealed() ? Set.of(MessageOption.SECRETOPT) : Set.of(),
                true,
                binding.policy(configuration.getConfirmation(), configuration.getConfirmationTimeout(), false));
    }

    IpmsgConfiguration configuration() {
        return configuration;
    }

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
        return message(
                recipients(message),
                text(message),
                options(message, confirmation),
                configuration.isAwaitConfirmation(),
                policy(confirmation, confirmationTimeout(message), false));
    }

    private Duration confirmationTimeout(Message message) {
        return header(
                message, IpmsgConstants.CONFIRMATION_TIMEOUT, Duration.class, configuration.getConfirmationTimeout());
    }

    /** What a route has made of a message, for whoever wrote it: no header sends it elsewhere. */
    OutboundMessage toReply(String text, Exchange exchange, InboundMessage question) {
        return message(
                List.of(new Recipient.At(question.from())),
                text,
                options(exchange.getMessage(), Confirmation.RECEIVED),
                true,
                policy(Confirmation.RECEIVED, configuration.getConfirmationTimeout(), true));
    }

    /** With everything that no header changes. */
    private OutboundMessage message(
            List<Recipient> to, String text, Set<MessageOption> options, boolean awaited, DeliveryPolicy policy) {
        return new OutboundMessage(
                to, text, options, configuration.getResolveTimeout(), configuration.getOversize(), awaited, policy);
    }

    private DeliveryPolicy policy(Confirmation confirmation, Duration confirmationTimeout, boolean answer) {
        return new DeliveryPolicy(
                confirmation.wanted(),
                confirmationTimeout,
                configuration.getReadTimeout(),
                retryPolicy,
                configuration.getInFlight(),
                holdTimeout(answer),
                answer);
    }

    /** An answer is for whoever waits for it now; other messages may be held if that is wanted. */
    private @Nullable Duration holdTimeout(boolean answer) {
        return !answer && configuration.getWhenOffline() == WhenOffline.HOLD ? configuration.getHoldTimeout() : null;
    }

    /** A stream that can be read only once gives way to its text, so that the body says afterwards what it said before. */
    private static String text(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        String text = message.getMandatoryBody(String.class);
        if ((body instanceof InputStream || body instanceof Reader) && !(body instanceof StreamCache)) {
            message.setBody(text);
        }
        return text;
    }

    private List<Recipient> recipients(Message message) {
        @Nullable Object given = message.getHeader(IpmsgConstants.TO);
        List<Recipient> found = given == null ? recipients : recipients(given, defaultPort);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "No recipient: set option to=... or header " + IpmsgConstants.TO + "; " + Recipient.FORMS);
        }
        return found;
    }

    private static List<Recipient> recipients(Object given, int defaultPort) {
        List<Recipient> found = new ArrayList<>();
        if (given instanceof Collection<?> several) {
            several.forEach(one -> found.add(recipient(one, defaultPort)));
        } else if (given instanceof Object[] several) {
            Arrays.asList(several).forEach(one -> found.add(recipient(one, defaultPort)));
        } else if (given instanceof CharSequence list) {
            RecipientList.split(list.toString()).forEach(one -> found.add(recipient(one, defaultPort)));
        } else {
            found.add(recipient(given, defaultPort));
        }
        return found;
    }

    private static Recipient recipient(@Nullable Object given, int defaultPort) {
        if (given instanceof Member member) {
            return new Recipient.At(member.address());
        }
        if (given instanceof InetSocketAddress address && !address.isUnresolved()) {
            return new Recipient.At(address);
        }
        return Recipient.parse(given == null ? "" : given.toString(), defaultPort);
    }

    // ---- exchange to other operations ----------------------------------------------------------------------------

    Operation operation(Message message) {
        return header(message, IpmsgConstants.OPERATION, Operation.class, configuration.getOperation());
    }

    /** The send that is asked about. */
    static long packetNumber(Message message) {
        return mandatory(message, IpmsgConstants.PACKET_NUMBER, Long.class);
    }

    /** The message that was opened. */
    static String messageId(Message message) {
        return mandatory(message, IpmsgConstants.MESSAGE_ID, String.class);
    }

    /** Those who are asked for; everybody if nobody is named. */
    SenderFilter filter(Message message) {
        @Nullable Object header = message.getHeader(IpmsgConstants.TO);
        @Nullable Object given = header == null ? configuration.getTo() : header;
        return new SenderFilter(given == null ? List.of() : recipients(given, SenderFilter.ANY_PORT));
    }

    /** The one who is asked something. */
    Recipient oneRecipient(Message message) {
        List<Recipient> found = recipients(message);
        if (!RecipientList.isOne(found)) {
            throw new IllegalArgumentException("Such a question goes to one member, not to " + found
                    + "; name one in option to or header " + IpmsgConstants.TO);
        }
        return found.get(0);
    }

    /** How long an answer is waited for. */
    DeliveryPolicy questionPolicy(Message message) {
        return policy(Confirmation.RECEIVED, confirmationTimeout(message), false);
    }

    private static <T> T mandatory(Message message, String name, Class<T> type) {
        if (message.getHeader(name) == null) {
            throw new IllegalArgumentException("This operation needs header " + name);
        }
        return header(message, name, type, null);
    }

    private Set<MessageOption> options(Message message, Confirmation confirmation) {
        Set<MessageOption> options = EnumSet.noneOf(MessageOption.class);
        if (header(message, IpmsgConstants.SEND_SEALED, Boolean.class, configuration.isSealed())) {
            options.add(MessageOption.SECRETOPT);
            if (confirmation != Confirmation.NONE) {
                options.add(MessageOption.READCHECKOPT); // so that its reading is told until we have heard of it
            }
        }
        if (header(message, IpmsgConstants.SEND_LOCKED, Boolean.class, configuration.isLocked())) {
            options.add(MessageOption.PASSWORDOPT);
        }
        if (header(message, IpmsgConstants.SEND_NO_LOG, Boolean.class, configuration.isNoLog())) {
            options.add(MessageOption.NOLOGOPT);
        }
        return options;
    }

    private static <T> T header(Message message, String name, Class<T> type, @Nullable T otherwise) {
        @Nullable Object given = message.getHeader(name);
        if (given == null) {
            return Objects.requireNonNull(otherwise);
        }
        CamelContext context = message.getExchange().getContext();
        Object readable = given instanceof String text && type != String.class ? text.strip() : given;
        boolean usable = !(readable instanceof String text) || OptionValues.isUsable(context, type, text);
        if (given instanceof Number millis && type == Duration.class) {
            readable = millis.longValue();
        }
        @Nullable T value = usable ? context.getTypeConverter().tryConvertTo(type, readable) : null;
        if (value == null) {
            throw new IllegalArgumentException(
                    "Header " + name + " is '" + given + "', which cannot be used. " + OptionValues.mustBe(type));
        }
        return value;
    }

    // ---- outcome to exchange -------------------------------------------------------------------------------------

    void setOutcome(Exchange exchange, DeliveryResult result) {
        DeliveryStatus status = result.status();
        setOutcome(
                exchange.getMessage(),
                result,
                status != DeliveryStatus.PENDING && (result.confirmed() || status == DeliveryStatus.UNKNOWN));
        if (result.failed() && configuration.isFailOnUnconfirmed()) {
            exchange.setException(new IpmsgDeliveryException(result));
        }
    }

    private static void setOutcome(Message message, DeliveryResult result, boolean decided) {
        if (result.packetNumber() != DeliveryResult.NO_NUMBER) {
            message.setHeader(IpmsgConstants.PACKET_NUMBER, result.packetNumber());
        }
        message.setHeader(IpmsgConstants.DELIVERY_STATUS, result.status().name());
        message.setHeader(IpmsgConstants.DELIVERIES, result.deliveries());
        if (decided) {
            message.setHeader(IpmsgConstants.DELIVERED, result.delivered());
        }
    }

    static Throwable toException(@Nullable Throwable failure) {
        @Nullable
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause() // which every further step of a stage wraps
                : failure;
        return cause instanceof RecipientException unknown
                ? new IpmsgRecipientException(unknown)
                : cause == null ? new IllegalStateException("an operation ended without an outcome") : cause;
    }

    // ---- message to exchange -------------------------------------------------------------------------------------

    static void toExchange(InboundMessage received, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(received.text());
        message.setHeader(
                IpmsgConstants.MESSAGE_TIMESTAMP, received.receivedAt().toEpochMilli());
        message.setHeader(IpmsgConstants.EVENT, "MESSAGE");
        message.setHeader(IpmsgConstants.MESSAGE_ID, received.id());
        message.setHeader(IpmsgConstants.MESSAGE_NUMBER, received.number().digits());
        setSender(message, received.sender(), received.from());
        message.setHeader(IpmsgConstants.SEALED, received.sealed());
        message.setHeader(IpmsgConstants.LOCKED, received.locked());
        message.setHeader(IpmsgConstants.NO_LOG, received.noLog());
        message.setHeader(IpmsgConstants.BROADCAST, received.broadcast());
        message.setHeader(IpmsgConstants.MULTICAST, received.multicast());
        message.setHeader(IpmsgConstants.AUTOMATIC, received.automatic());
        message.setHeader(IpmsgConstants.ENCRYPTED, received.encrypted());
    }

    private static void setSender(Message message, Member sender, InetSocketAddress from) {
        message.setHeader(IpmsgConstants.SENDER, sender);
        message.setHeader(IpmsgConstants.SENDER_NICKNAME, sender.nickname());
        message.setHeader(IpmsgConstants.SENDER_USER, sender.user());
        message.setHeader(IpmsgConstants.SENDER_HOST, sender.host());
        message.setHeader(IpmsgConstants.SENDER_GROUP, sender.group());
        message.setHeader(IpmsgConstants.SENDER_ADDRESS, SocketAddresses.format(from));
    }

    // ---- event to exchange ---------------------------------------------------------------------------------------

    static void toExchange(MemberEvent event, Member member, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(member);
        message.setHeader(IpmsgConstants.EVENT, event.name());
        setSender(message, member, member.address());
    }

    static void toExchange(long packetNumber, Delivery delivery, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(delivery);
        message.setHeader(IpmsgConstants.EVENT, "DELIVERY");
        DeliveryResult result = new DeliveryResult(packetNumber, List.of(delivery));
        setOutcome(message, result, result.confirmed());
    }
}
