namespace IotXmpp.Things.Provisioning;

/// <summary>What a permission is for.</summary>
public enum PermissionKind
{
    /// <summary><c>canRead</c> (XEP-0324 3.3); the names are fields.</summary>
    Read,

    /// <summary><c>canControl</c> (XEP-0324 3.4); the names are parameters.</summary>
    Control,
}
