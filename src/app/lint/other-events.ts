/**
 * Events that CloudTrail records and that no service model has: sign-ins, events that services make by themselves, calls
 * of consoles and agents, and calls recorded under another name than the SDK gives them.
 *
 * Origin: the page about CloudTrail in the guide of each service ("non-API events", "service events", "console sign-in
 * events"), and records of real accounts that were published. Kept by hand.
 */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  signin: [
    ...['ConsoleLogin', 'CheckMfa', 'SwitchRole', 'ExitRole', 'RenewRole', 'GetSigninToken', 'EmailUpdated'],
    ...['CredentialChallenge', 'CredentialVerification', 'UserAuthentication', 'AuthorizeOAuth2Access'],
    ...['PasswordUpdated', 'PasswordRecoveryRequested', 'PasswordRecoveryCompleted'],
  ],
  sso: [
    ...['Authenticate', 'Federate', 'Logout', 'AssociateDirectory', 'AssociateProfile', 'CreateProfile'],
    ...[
      'CreateApplicationInstance',
      'CreateApplicationInstanceCertificate',
      'CreateManagedApplicationInstance',
    ],
    ...['CreateTrust', 'DeleteApplicationInstance', 'DeleteApplicationInstanceCertificate', 'DeleteProfile'],
    ...['DeleteManagedApplicationInstance', 'DeletePermissionsPolicy', 'DescribePermissionsPolicies'],
    ...[
      'DescribeRegisteredRegions',
      'DisassociateDirectory',
      'DisassociateProfile',
      'GetApplicationInstance',
    ],
    ...['EnableExternalIdPConfigurationForDirectory', 'DisableExternalIdPConfigurationForDirectory'],
    ...['GetApplicationTemplate', 'GetManagedApplicationInstance', 'GetMfaDeviceManagementForDirectory'],
    ...['GetPermissionSet', 'GetPermissionsPolicy', 'GetProfile', 'GetSharedSsoConfiguration', 'GetTrust'],
    ...['GetSsoConfiguration', 'GetSSOStatus', 'ImportApplicationInstanceServiceProviderMetadata'],
    ...['ListApplicationInstances', 'ListApplicationTemplates', 'ListDirectoryAssociations', 'ListProfiles'],
    ...['ListProfileAssociations', 'PutMfaDeviceManagementForDirectory', 'PutPermissionsPolicy', 'StartSSO'],
    ...[
      'UpdateApplicationInstanceActiveCertificate',
      'UpdateApplicationInstanceDisplayData',
      'UpdateProfile',
    ],
    ...['UpdateApplicationInstanceResponseConfiguration', 'UpdateApplicationInstanceStatus', 'UpdateTrust'],
    ...['UpdateApplicationInstanceServiceProviderConfiguration', 'UpdateDirectoryAssociation'],
    ...['UpdateManagedApplicationInstanceStatus', 'UpdateSsoConfiguration'],
  ],
  s3: [
    ...['PutBucketPublicAccessBlock', 'GetBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
    ...['PutAccountPublicAccessBlock', 'GetAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
    ...['PutBucketObjectLockConfiguration', 'GetBucketObjectLockConfiguration', 'PutAccelerateConfiguration'],
    ...['GetAccelerateConfiguration', 'PutAnalyticsConfiguration', 'GetAnalyticsConfiguration'],
    ...['PutInventoryConfiguration', 'GetInventoryConfiguration', 'PutMetricsConfiguration'],
    ...['GetMetricsConfiguration', 'GetStorageLensDashboardDataInternal'],
  ],
  secretsmanager: [
    ...['StartSecretVersionDelete', 'CancelSecretVersionDelete', 'EndSecretVersionDelete', 'RotationStarted'],
    ...['RotationSucceeded', 'RotationFailed', 'RotationAbandoned', 'TestRotationStarted'],
    ...['TestRotationSucceeded', 'TestRotationFailed'],
  ],
  kms: ['RotateKey', 'DeleteKey', 'DeleteExpiredKeyMaterial', 'SynchronizeMultiRegionKey'],
  ec2: ['BidEvictedEvent', 'SharedSnapshotCopyInitiated', 'SharedSnapshotVolumeCreated'],
  'ec2-instance-connect': ['OpenTunnel'],
  ssm: [
    ...['UpdateInstanceInformation', 'ListInstanceAssociations', 'UpdateInstanceAssociationStatus'],
    ...[
      'RegisterManagedInstance',
      'RequestManagedInstanceRoleToken',
      'PutConfigurePackageResult',
      'GetManifest',
    ],
  ],
  organizations: ['CreateAccountResult'],
  bedrock: ['PutFoundationModelEntitlement'],
  lambda: ['LambdaESMDisabled'],
  eks: ['AccessKubernetesApi'],
  'acm-pca': ['GenerateCRL', 'GenerateOCSPResponse'],
  'cognito-idp': [
    ...['Token_POST', 'Login_GET', 'Login_POST', 'Logout_GET', 'Signup_GET', 'Signup_POST', 'UserInfo_GET'],
    ...[
      'OAuth2_Authorize_GET',
      'OAuth2Response_GET',
      'SAML2Response_POST',
      'Error_GET',
      'CognitoAuthentication',
    ],
    ...[
      'ForgotPassword_GET',
      'ForgotPassword_POST',
      'ConfirmForgotPassword_GET',
      'ConfirmForgotPassword_POST',
    ],
  ],
};

/** Sources of which the names are not known: they have no public model, or their consoles and agents make more calls than it has. */
const WITHOUT_MODEL = [
  ...['cloudshell', 'sso-directory', 'ssmmessages', 'ec2messages', 'trustedadvisor', 'quicksight', 'q'],
  ...['billingconsole', 'payments', 'tax', 'codewhisperer', 'user-subscriptions'],
];

/** Sources of services that ended, or that have no model any more: old logs still hold their events. */
const ENDED = [
  ...['macie', 'opsworks', 'opsworks-cm', 'qldb', 'elastictranscoder', 'lookoutmetrics', 'lookoutvision'],
  ...['iotanalytics', 'iotevents', 'iot1click', 'robomaker', 'nimble', 'honeycode', 'worklink', 'a4b'],
  ...['simspaceweaver', 'evidently', 'codestar', 'sms'],
];

/** Any name: what stands for the names of a source where they are not known. */
export const ANY_NAME = '*';

/** Those events, by event source. */
export const OTHER_EVENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(EVENTS).map(([service, names]) => [sourceOf(service), names] as const),
  ...[...WITHOUT_MODEL, ...ENDED].map((service) => [sourceOf(service), [ANY_NAME]] as const),
]);

function sourceOf(service: string): string {
  return `${service}.amazonaws.com`;
}
