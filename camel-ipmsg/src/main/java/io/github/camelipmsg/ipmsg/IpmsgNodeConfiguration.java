/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.node.Unmappable;
import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.jspecify.annotations.Nullable;

/**
 * The options of a node. Each may stand on any endpoint of that node or on the component; null means that it was not
 * given there. {@link NodeSettings} puts them together.
 */
@UriParams
public class IpmsgNodeConfiguration {
    @UriParam(label = "common", description = "How people see this node. Its name if not set.")
    private @Nullable String nickname;

    @UriParam(
            label = "common",
            description = "The user name that, with the host name, identifies this node to everybody."
                    + " The node's name if not set.")
    private @Nullable String userName;

    @UriParam(label = "common", description = "The host name to announce. This machine's host name if not set.")
    private @Nullable String hostName;

    @UriParam(label = "common", description = "The group to announce. None if not set.")
    private @Nullable String group;

    @UriParam(
            label = "common",
            defaultValue = "2425",
            description = "UDP and TCP port; 0 takes a number that is free for both.")
    private @Nullable Integer port;

    @UriParam(
            label = "common",
            description = "Address of the interface to use, its broadcasts included. All interfaces if not set.")
    private @Nullable String bindAddress;

    @UriParam(
            label = "common",
            defaultValue = "BROADCAST",
            description = "Whether to announce this node on every interface's broadcast address.")
    private @Nullable Discovery discovery;

    @UriParam(
            label = "common",
            description = "Further hosts or broadcast addresses to announce this node to, each `host` or"
                    + " `host:port`, separated by commas.")
    private @Nullable String discoveryAddresses;

    @UriParam(
            label = "common",
            defaultValue = "2425",
            description = "The port to announce this node to, also if its own is another, and the port of recipients"
                    + " that are given by address without one.")
    private @Nullable Integer discoveryPort;

    @UriParam(
            label = "common",
            defaultValue = "5m",
            description = "Time between refreshes of the member list; a member that misses three is gone.")
    private @Nullable Duration discoveryInterval;

    @UriParam(
            label = "common",
            defaultValue = "windows-31j",
            description = "Charset for peers that have not announced UTF-8.")
    private @Nullable String charset;

    @UriParam(
            label = "common",
            defaultValue = "REJECT",
            description = "What happens to a text with characters that the recipient's charset lacks.")
    private @Nullable Unmappable unmappable;

    @UriParam(
            label = "security",
            defaultValue = "AUTO",
            description = "Whether messages may go and come as plain text. Encryption is not there yet, so `REQUIRED`"
                    + " refuses to start.")
    private @Nullable Encryption encryption;

    @UriParam(
            label = "security",
            description =
                    "Source networks that are listened to, each `address` or `address/bits`, separated by commas. If not set:"
                            + " loopback, local subnets and `discoveryAddresses`. An address that was written to may always"
                            + " confirm.")
    private @Nullable String allow;

    @UriParam(
            label = "security",
            description =
                    "Source networks that are not listened to, whatever `allow` says, each `address` or `address/bits`,"
                            + " separated by commas.")
    private @Nullable String deny;

    @UriParam(
            label = "advanced",
            description =
                    "Directory for what must outlive the process: packet numbers, held messages, and who was seen"
                            + " lately. Locked by one process for each user and host name. `camel-ipmsg` in the user's data directory if not set.")
    private @Nullable String stateDirectory;

    @UriParam(
            label = "advanced",
            description =
                    "Where messages are kept that are held for absent members (`whenOffline=HOLD`): a bean of type"
                            + " `io.github.camelipmsg.node.HeldMessageStore`. A file in the state directory if not set.")
    private @Nullable HeldMessageStore heldMessages;

    @UriParam(label = "advanced", defaultValue = "10000", description = "Bound of the member list.")
    private @Nullable Integer maxMembers;

    @UriParam(
            label = "advanced",
            defaultValue = "10m",
            description =
                    "While this node is away (operation `ABSENT`): time between two automatic answers to one member.")
    private @Nullable Duration absenceInterval;

    @UriParam(
            label = "advanced",
            description =
                    "Charsets of some peers that have not announced UTF-8, as `who=charset`, separated by commas, the"
                            + " first that fits counts. `who` is an address, a network (`10.2.0.0/16=GB18030`), or a kind of"
                            + " client: `official`, `iptux`, `feiq`, `other`. Unless set otherwise FeiQ gets GBK, and iptux"
                            + " UTF-8.")
    private @Nullable String peerCharsets;

    @UriParam(
            label = "advanced",
            defaultValue = "true",
            description =
                    "Whether to ask those who keep host lists for members whom broadcasts do not reach. What a list"
                            + " tells is marked as hearsay until that member itself is heard.")
    private @Nullable Boolean hostLists;

    public @Nullable String getNickname() {
        return nickname;
    }

    public void setNickname(@Nullable String nickname) {
        this.nickname = nickname;
    }

    public @Nullable String getUserName() {
        return userName;
    }

    public void setUserName(@Nullable String userName) {
        this.userName = userName;
    }

    public @Nullable String getHostName() {
        return hostName;
    }

    public void setHostName(@Nullable String hostName) {
        this.hostName = hostName;
    }

    public @Nullable String getGroup() {
        return group;
    }

    public void setGroup(@Nullable String group) {
        this.group = group;
    }

    public @Nullable Integer getPort() {
        return port;
    }

    public void setPort(@Nullable Integer port) {
        this.port = port;
    }

    public @Nullable String getBindAddress() {
        return bindAddress;
    }

    public void setBindAddress(@Nullable String bindAddress) {
        this.bindAddress = bindAddress;
    }

    public @Nullable Discovery getDiscovery() {
        return discovery;
    }

    public void setDiscovery(@Nullable Discovery discovery) {
        this.discovery = discovery;
    }

    public @Nullable String getDiscoveryAddresses() {
        return discoveryAddresses;
    }

    public void setDiscoveryAddresses(@Nullable String discoveryAddresses) {
        this.discoveryAddresses = discoveryAddresses;
    }

    public @Nullable Integer getDiscoveryPort() {
        return discoveryPort;
    }

    public void setDiscoveryPort(@Nullable Integer discoveryPort) {
        this.discoveryPort = discoveryPort;
    }

    public @Nullable Duration getDiscoveryInterval() {
        return discoveryInterval;
    }

    public void setDiscoveryInterval(@Nullable Duration discoveryInterval) {
        this.discoveryInterval = discoveryInterval;
    }

    public @Nullable String getCharset() {
        return charset;
    }

    public void setCharset(@Nullable String charset) {
        this.charset = charset;
    }

    public @Nullable Unmappable getUnmappable() {
        return unmappable;
    }

    public void setUnmappable(@Nullable Unmappable unmappable) {
        this.unmappable = unmappable;
    }

    public @Nullable Encryption getEncryption() {
        return encryption;
    }

    public void setEncryption(@Nullable Encryption encryption) {
        this.encryption = encryption;
    }

    public @Nullable String getAllow() {
        return allow;
    }

    public void setAllow(@Nullable String allow) {
        this.allow = allow;
    }

    public @Nullable String getDeny() {
        return deny;
    }

    public void setDeny(@Nullable String deny) {
        this.deny = deny;
    }

    public @Nullable String getStateDirectory() {
        return stateDirectory;
    }

    public void setStateDirectory(@Nullable String stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    public @Nullable HeldMessageStore getHeldMessages() {
        return heldMessages;
    }

    public void setHeldMessages(@Nullable HeldMessageStore heldMessages) {
        this.heldMessages = heldMessages;
    }

    public @Nullable Integer getMaxMembers() {
        return maxMembers;
    }

    public void setMaxMembers(@Nullable Integer maxMembers) {
        this.maxMembers = maxMembers;
    }

    public @Nullable Duration getAbsenceInterval() {
        return absenceInterval;
    }

    public void setAbsenceInterval(@Nullable Duration absenceInterval) {
        this.absenceInterval = absenceInterval;
    }

    public @Nullable String getPeerCharsets() {
        return peerCharsets;
    }

    public void setPeerCharsets(@Nullable String peerCharsets) {
        this.peerCharsets = peerCharsets;
    }

    public @Nullable Boolean getHostLists() {
        return hostLists;
    }

    public void setHostLists(@Nullable Boolean hostLists) {
        this.hostLists = hostLists;
    }
}
