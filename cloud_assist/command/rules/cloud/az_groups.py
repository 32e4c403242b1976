"""The words that lead to a command of az 2.91 and of its widespread extensions, from its own command table."""

from __future__ import annotations

GROUPS = """
a aaaa aad access access-policy access-policy-assignment access-restriction account account-filter acr action-group
activity-log activity-run ad ad-admin ad-only-auth adaptive-application-controls adaptive_network_hardenings addon
address address-pool address-prefix-set admin admin-key advanced-platform-metric advanced-threat-protection-setting
advisor afd ag-listener agent agentpool agreement akamai aks alert alert-processing-rule alerts-management
alerts-suppression-rule allowed_connections always-ready ams api api-collection apim app app-insights appconfig apple
application application-gateway application-group application-insights application-rule application-type
applicationgroup approuting appservice appsettings arc arcdata area arm-template aro artifact artifact-source
artifact-streaming artifacts ase asg assessment assessment-metadata asset asset-filter asset-track assignment
association atp attached-database-configuration attestation audit-policy auth auth-cert authentication-as-arm
authorization authorization-rule authsetting auto-provisioning-setting auto-scale automanage automation
automation-action-event-hub automation-action-logic-app automation-action-workspace automation-rule
automation-rule-set automation-scope automation-source autonomous-tuning autoscale autostorage-keys availability-set
azure-monitor azure-monitor-agent azuredevopsorg backend backends backup backup-instance backup-policy
backup-properties backup-vault balance bandwidth-schedule baseline bastion batch batch-endpoint batchai bicep billing
billing-account billing-permission blob blob-inventory-policy blob-service-properties blueprint boards
boot-diagnostics bot bucket budget builder caa cache capacity cassandra catalog categories cdn central certificate
channel classification client-cert client-certificate cloud cloud-service cluster cname cognitiveservices collect
collection command commitment-plan commitment-tier component compose compute compute-fleet compute-recommender
condition confidentialledger config configuration confluent conn-policy connected-registry connectedk8s
connectedmachine connection connection-monitor connection-string consumer-group consumption contact container
container-group-profile container-rm containerapp containerapp-env content-key-policy content-trust continuous
coordinator copy correlation-scheme cors cors-rule cosmosdb costmanagement create credential credential-set
credentials cross-region-lb current custom-certificate custom-domain custom-image custom-ip custom-rule customer
customizer customlocation dapr dapr-component dashboard data-boundary data-collection data-connection data-export
data-flow database database-principal-assignment databoxedge databricks datacenter datadog datafactory dataprotection
dataset db ddos-custom-policy ddos-protection dedicated-hsm default definition delete-policy deleted deleted-server
deleted-vault deletedservice deny-assignment deploy deployment deployment-scripts desktopvirtualization destination
detail dev dev-box devcenter device device-identity device-twin devops diagnostic-settings diagnostics digital-twin
dimension directline directory discovered-security-solution disk disk-access disk-encryption-set distributed-tracing
dls dms dns dns-alias dns-resolver dns-zone-group dnssec-config domain dps ds dt dtc durability dw edge edgeorder
ekm-connection elastic elastic-pool email encryption encryption-scope endpoint endpoint-cert enrollment
enrollment-account enrollment-group enterprise-edge entities entity env environment error-handler event event-channel
event-grid event-hub event-subscription eventgrid eventhub eventhubs exception exclusion execution exemption
experiment export export-policy express-route extension extension-topic external-security-solution fabric-mirroring
fabric-shortcut facebook failover-group feature federated-credential file file-server file-service-properties files
filter firewall firewall-rule firewall-rules first-party-service-tag fleet fleetspace flex-migration flexible-server
flow-log fluid-relay flux folder formula front-door frontend-ip frontend-port fs function functionapp functions
gallery-application gallery-image gateway geo-backup georecovery-alias github github-action github-actions githubowner
gitlabgroup google grafana graph graphql gremlin group gtid guestconfig hard-link hdinsight healthbot healthcareapis
helm hierarchy-settings hns-migration host host-group hostname hostpool hpc-cache hsm http-listener http-route-config
http-settings hub hybrid-connection hyco identity identity-binding image image-definition image-version
immutability-policy import import-export in-vm-access-control-profile in-vm-access-control-profile-version
inbound-nat-pool inbound-nat-rule inbound-security-rule incremental-copy ingress install install-script instance
instance-failover-group instance-pool instruction integration-account integration-runtime integration-runtime-node
invoice invoice-section iot iot-alerts iot-analytics iot-hub iot-recommendations iot-solution ip-config ip-group
ip-rule ipsec-policy ipv6-config ipv6-firewall-rule issue issuer istio item iteration jit-policy job job-schedule
k8s-configuration k8s-extension key keys keyspace keyvault kik kql-script kusto kusto-operation kustomization kv lab
label latest-backup-status latest-restore-status lb lease ledger-digest-uploads legal-hold lifecycle-hook
lifecycle-hook-event link link-connection linked-hub linked-service linked-storage listener live-event live-output
load-metrics local-gateway local-user location locations lock log log-analytics log-profiles log-replay logging logic
logicapp logs ltr-backup ltr-policy machine maintenance maintenance-event maintenanceconfiguration managed
managed-application managed-application-type managed-cassandra managed-cluster managed-compute-deployment
managed-identity managed-instance managed-network managed-node-type managed-private-endpoints managed-rule
managed-service managedapp managedhsm managedservices management-group management-policy managementpartner manifest
manual-scale map maps mariadb marketplace match-condition member mesh message message-endpoint message-enrichment
message-route metadata metrics metrics-container mg mi microsoft microsoft-entra-admin midb migration mirroring ml
model module-identity module-twin mongodb monitor move mru ms-support msteams mx mysql namespace naptr nat nat-gateway
nat-rule netappfiles network network-firewall network-profile network-rule network-rule-set
network-security-perimeter-configuration network-security-rule network-watcher newrelic nginx nic node node-counts
node-type nodepool non-compliance-message notebook notification-hub ns nsg nsp-configuration nv offering oidc-issuer
online-deployment online-endpoint op openid-connect openshift operation optimizer option or-policy orbital order
origin origin-group outbound-firewall-rule outbound-rule output owner pack package packet-capture param-persist
parameter partner partner-cert patch-schedule peer-connection peering pending perimeter period permission permissions
pipeline pipeline-run pipelines plan policy policy-definition policy-setting pool pool-principal-assignment port
portal postgres powerbi ppg pr predefined prefix premium-ingress prep-release-status preview-configuration pricesheet
pricing private-cloud private-dns private-endpoint private-endpoint-connection private-link private-link-resource
private-link-scope private-link-service probe product profile project property protectable-item protection provider
ptr public-ip purview quantum query query-key query-pack queue quota quota-configuration quota-limit quota-rule quotas
ransomware-report recommendation record-set recoverable-midb recovery-point recoveryconfig recoverypoint
redirect-config redis redisenterprise ref region region-info registration registry registry-adapter
regulatory-compliance-assessments regulatory-compliance-controls regulatory-compliance-standards relay release
reliability remediation remote-login-settings replica replication repo repos repository reservation reservations
resolver resource resource-guard resource-guard-mapping resource-mover resourcemanagement restorable-collection
restorable-container restorable-database restorable-database-account restorable-graph restorable-resource
restorable-table restore restore-point results retention revision revoked-cert rewrite-rule role role-assignment
role-definition rolebinding rolling-upgrade root-cert rotation-policy route route-filter route-table routeserver
routing-endpoint routing-rule rule rule-collection-group rule-set run-command runbook runs runtime safeguards
saved-search scale scan-operation-result scans scheduled-query scheduling schema schema-registry scope scope-map
scoped-resource script-action scvmm search search-job secret secrets section secure-build
secure-score-control-definitions secure-score-controls secure-scores security security-connector security-domain
security-partner-provider security-solutions security-solutions-reference-data self-help self-hosted sentinel
serial-console server server-configuration-option server-link server-logs service service-endpoint service-logs
service-properties servicebus session set set-definition setting settings sf share share-rm shared-key
shared-private-link-resource shared-query short-term-retention-policy sig signalr signed-in-user site site-recovery
sitecontainers sku skype slack sli slot sms snapshot soa soft-delete source source-scan-configuration sp spark
spark-job-definition spring spring-cloud sql sql-script srv ssh sshkey ssl ssl-cert ssl-policy ssl-profile stack
stack-hci stack-whatif start-stop-schedule startup state statement staticwebapp stg sticky-sessions storage
storage-account storage-account-credential storage-mount storage-mover storagesync stored-procedure str-policy
stream-analytics streaming-endpoint streaming-locator streaming-policy sub sub-assessment subnet subscription subtask
subvolume summary support supported-images symbolic-link synapse system-topic table tag task task-counts taskrun tde
tde-key team telegram tenant tenant-backfill term terms test-configuration test-group test-notifications threat-policy
throughput tickets timer timeseriesinsights tlsa token topic topic-type topology traffic traffic-collector
traffic-manager traffic-routing transaction transfer transform trigger trigger-run triggered troubleshoot
troubleshooting trusted-provider trustedaccess ts tunnel-interface twin twitter txt universal unmanaged-disk update
update-strategy upgrade upgrade-preference upgrade-type upstream url-path-map usage usage-metrics user
user-defined-function users va validator variable variable-group vault verified-partner version versioning versionset
vhub virtual-appliance virtual-cluster virtual-endpoint virtual-network-appliance virtual-network-rule vm vm-extension
vm-secret vmss vmware vnet vnet-gateway vnet-integration vnet-rule volume volume-group vpn-client vpn-connection
vpn-gateway vpn-server-config vwan waf-config waf-policy watcher wcfrelay web-test webapp webchat webhook webjob wiki
work-item workload-profile workspace workspace-package workspace-setting zone
"""
