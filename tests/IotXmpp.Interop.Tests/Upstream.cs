namespace IotXmpp.Interop.Tests;

/// <summary>Where the people's accounts are.</summary>
public enum Upstream
{
    LocalDomain,
    Prosody,
    Ejabberd,
}
