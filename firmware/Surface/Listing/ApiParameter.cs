namespace IotXmpp.Surface.Listing;

/// <summary>A parameter as declared: <c>params object[] args</c>, <c>int fromBase = 10</c>.</summary>
/// <param name="Passing"><c>ref </c>, <c>out </c>, or empty; <c>params</c> and <c>this</c> are not part of it.</param>
/// <param name="Declarator"><c>params </c>, <c>this </c> or empty.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Name">Name.</param>
/// <param name="Default">Text of the default value, or null.</param>
internal sealed record ApiParameter(string Passing, string Declarator, string Type, string Name, string? Default);
