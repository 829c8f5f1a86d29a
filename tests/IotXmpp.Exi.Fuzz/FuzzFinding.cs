namespace IotXmpp.Exi.Fuzz;

/// <summary>An input for which a target's rule does not hold.</summary>
public sealed class FuzzFinding : Exception
{
    public FuzzFinding(string message)
        : base(message)
    {
    }
}
