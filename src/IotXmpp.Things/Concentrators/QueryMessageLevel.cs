namespace IotXmpp.Things.Concentrators;

/// <summary>How important a message of a query is (XEP-0326 5.10). The names are the values on the wire.</summary>
public enum QueryMessageLevel
{
    Minor,
    Medium,
    Major,
}
