namespace IotXmpp.Things.Concentrators;

/// <summary>By which parameter child nodes are to be sorted (XEP-0326 3.3.14).</summary>
/// <param name="Parameter">Id of the parameter.</param>
/// <param name="Ascending">Direction.</param>
public readonly record struct SortOrder(string Parameter, bool Ascending);
