/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Member;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.json.JsonObject;

/**
 * Turns an event of a member into JSON, for what comes after it without Java: Kamelet {@code ipmsg-members-source} does.
 * Thread-safe.
 */
public class MemberJson implements Processor {
    @Override
    public void process(Exchange exchange) throws Exception {
        Member member = exchange.getMessage().getMandatoryBody(Member.class);
        JsonObject json = new JsonObject();
        json.put("event", exchange.getMessage().getHeader(IpmsgConstants.EVENT, String.class));
        json.put("nickname", member.nickname());
        json.put("user", member.user());
        json.put("host", member.host());
        json.put("group", member.group());
        json.put("address", exchange.getMessage().getHeader(IpmsgConstants.SENDER_ADDRESS, String.class));
        json.put("absent", member.absent());
        exchange.getMessage().setBody(json.toJson());
    }
}
