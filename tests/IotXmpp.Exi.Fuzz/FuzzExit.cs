namespace IotXmpp.Exi.Fuzz;

/// <summary>Exit codes.</summary>
internal static class FuzzExit
{
    public const int Clean = 0;
    public const int Found = 1;
    public const int Usage = 2;

    /// <summary>Of the inner process: an input took too long.</summary>
    public const int Hung = 3;
}
