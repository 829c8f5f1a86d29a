namespace IotXmpp.Things.Provisioning;

/// <summary>Local names of XEP-0324.</summary>
internal static class ProvisioningNames
{
    public const string GetToken = "getToken";
    public const string GetTokenChallenge = "getTokenChallenge";
    public const string GetTokenChallengeResponse = "getTokenChallengeResponse";
    public const string GetTokenResponse = "getTokenResponse";
    public const string TokenChallenge = "tokenChallenge";
    public const string TokenChallengeResponse = "tokenChallengeResponse";
    public const string IsFriend = "isFriend";
    public const string IsFriendResponse = "isFriendResponse";
    public const string Friend = "friend";
    public const string Unfriend = "unfriend";
    public const string CanRead = "canRead";
    public const string CanReadResponse = "canReadResponse";
    public const string CanControl = "canControl";
    public const string CanControlResponse = "canControlResponse";
    public const string ClearCache = "clearCache";
    public const string ClearCacheResponse = "clearCacheResponse";
    public const string Field = "field";
    public const string Parameter = "parameter";
    public const string Node = "node";
    public const string Name = "name";
    public const string Jid = "jid";
    public const string Result = "result";
    public const string SecondaryTrustAllowed = "secondaryTrustAllowed";
    public const string SequenceNumber = "seqnr";
    public const string Token = "token";
}
