/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** What has happened in the member list. */
public enum MemberEvent {
    /** Somebody is here who was not before. */
    JOINED,
    /** A member's name, group, absence or address is another now. */
    CHANGED,
    /** Said goodbye, was silent for too long, or gave way to another at its address. */
    LEFT
}
