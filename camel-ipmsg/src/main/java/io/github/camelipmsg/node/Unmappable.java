/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** What happens to a text with characters that the recipient's charset cannot express. */
public enum Unmappable {
    /** The text is not sent and its delivery is {@link DeliveryStatus#REJECTED}. */
    REJECT,
    /** Each such character is sent as {@code ?}. */
    REPLACE
}
