using System.Text;

namespace Microsoft.ML;

public sealed partial class ModelSaveContext
{
    /// <summary>Ends the model block, writes what follows it, and goes back to fill in the header.</summary>
    internal void Done()
    {
        if (Header.ModelSignature == 0)
            throw new InvalidOperationException("A component must set its version before its model is done.");

        Header.CbModel = Position - Header.FpModel;
        if (Strings.Count > 0)
            WriteStrings();

        if (Header.LoaderAssemblyName.Length > 0)
        {
            Header.FpAssemblyName = Position;
            Writer.Write(Encoding.Unicode.GetBytes(Header.LoaderAssemblyName));
            Header.CbAssemblyName = (uint)(Position - Header.FpAssemblyName);
        }

        Header.FpTail = Position;
        Writer.Write(ModelHeader.TailSignature);
        Header.FpLim = Position;

        Writer.BaseStream.Position = FpMin;
        Writer.Write(Header.ToBytes());
        Writer.Flush();
        Writer.BaseStream.Position = FpMin + Header.FpLim;
    }

    private void WriteStrings()
    {
        Header.FpStringTable = Position;
        var end = 0L;
        for (var id = 0; id < Strings.Count; id++)
        {
            end += (long)Strings[id].Length * sizeof(char);
            Writer.Write(end);
        }

        Header.CbStringTable = Position - Header.FpStringTable;
        Header.FpStringChars = Position;
        for (var id = 0; id < Strings.Count; id++)
            Writer.Write(Encoding.Unicode.GetBytes(Strings[id]));

        Header.CbStringChars = Position - Header.FpStringChars;
    }
}
