using System.Xml;

namespace IotXmpp.Exi;

/// <summary>One entry of the datatype representation map (EXI 7.4).</summary>
/// <param name="Type">Qualified name of the schema datatype.</param>
/// <param name="Representation">Qualified name of the representation, usually in <c>http://www.w3.org/2009/exi</c>.</param>
public sealed record ExiDatatypeRepresentation(XmlQualifiedName Type, XmlQualifiedName Representation);
