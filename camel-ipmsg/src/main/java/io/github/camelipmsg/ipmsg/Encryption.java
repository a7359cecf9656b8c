/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** Whether messages may go and come as plain text. */
public enum Encryption {
    /** Encrypt to every peer that can. This version can with none, so everything is plain text. */
    AUTO,
    /** Never send or route plain text. This version refuses to start with it. */
    REQUIRED,
    /** Always plain text. */
    NEVER
}
