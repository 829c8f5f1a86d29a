using System.Globalization;
using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Concentrators;

/// <summary>Progress of queries (XEP-0326 3.7).</summary>
public static partial class ConcentratorXml
{
    /// <summary>Writes <c>queryProgress</c>: one query, one node, events in order.</summary>
    public static XmppElement WriteProgress(string sourceId, NodeRef node, string queryId, IReadOnlyList<QueryEvent> events) =>
        XmppElement.Build(Ns.Concentrators, "queryProgress", w =>
        {
            WriteReference(w, sourceId, node);
            w.WriteAttributeString("queryId", queryId);
            foreach (var part in events)
                WriteEvent(w, part);
        });

    private static void WriteEvent(XmlWriter w, QueryEvent part)
    {
        switch (part)
        {
            case QueryEvent.NewTable table:
                WriteTable(w, table);
                break;
            case QueryEvent.NewRecords records:
                WriteRecords(w, records);
                break;
            case QueryEvent.TableDone done:
                WriteSimple(w, "tableDone", "tableId", done.TableId);
                break;
            case QueryEvent.NewObject found:
                w.WriteStartElement("newObject", Ns.Concentrators);
                w.WriteAttributeString("contentType", found.ContentType);
                w.WriteString(Convert.ToBase64String(found.Content.Span));
                w.WriteEndElement();
                break;
            case QueryEvent.QueryMessage message:
                w.WriteStartElement("queryMessage", Ns.Concentrators);
                w.WriteAttributeString("type", message.Type.ToString());
                w.WriteAttributeString("level", message.Level.ToString());
                w.WriteString(message.Text);
                w.WriteEndElement();
                break;
            case QueryEvent.Title title:
                WriteSimple(w, "title", "name", title.Name);
                break;
            case QueryEvent.Status status:
                WriteSimple(w, "status", "message", status.Message);
                break;
            case QueryEvent.BeginSection section:
                WriteSimple(w, "beginSection", "header", section.Header);
                break;
            case QueryEvent.EndSection:
                WriteSimple(w, "endSection");
                break;
            case QueryEvent.Started:
                WriteSimple(w, "queryStarted");
                break;
            case QueryEvent.Done:
                WriteSimple(w, "queryDone");
                break;
            default:
                WriteSimple(w, "queryAborted");
                break;
        }
    }

    private static void WriteTable(XmlWriter w, QueryEvent.NewTable table)
    {
        w.WriteStartElement("newTable", Ns.Concentrators);
        w.WriteAttributeString("tableId", table.TableId);
        w.WriteAttributeString("tableName", table.Name);
        foreach (var column in table.Columns)
        {
            w.WriteStartElement("column", Ns.Concentrators);
            w.WriteAttributeString("columnId", column.ColumnId);
            foreach (var (name, value) in new[]
            {
                ("header", column.Header), ("dataSourceId", column.SourceId), ("cacheTypeName", column.Partition), ("fgColor", column.Foreground),
                ("bgColor", column.Background), ("alignment", column.Alignment), ("nrDecimals", column.Decimals?.ToString(CultureInfo.InvariantCulture)),
            })
            {
                if (value is not null)
                    w.WriteAttributeString(name, value);
            }

            w.WriteEndElement();
        }

        w.WriteEndElement();
    }

    private static void WriteRecords(XmlWriter w, QueryEvent.NewRecords records)
    {
        w.WriteStartElement("newRecords", Ns.Concentrators);
        w.WriteAttributeString("tableId", records.TableId);
        foreach (var record in records.Records)
        {
            w.WriteStartElement("record", Ns.Concentrators);
            foreach (var item in record)
            {
                w.WriteStartElement(item.Type, Ns.Concentrators);
                if (item.ContentType is not null)
                    w.WriteAttributeString("contentType", item.ContentType);
                if (item.Text.Length > 0)
                    w.WriteString(item.Text);
                w.WriteEndElement();
            }

            w.WriteEndElement();
        }

        w.WriteEndElement();
    }

    private static void WriteSimple(XmlWriter w, string name, string? attribute = null, string? value = null)
    {
        w.WriteStartElement(name, Ns.Concentrators);
        if (attribute is not null)
            w.WriteAttributeString(attribute, value);
        w.WriteEndElement();
    }
}
