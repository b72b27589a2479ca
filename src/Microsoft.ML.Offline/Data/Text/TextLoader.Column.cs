namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>A column and the fields it is read from: one field makes a scalar, several make a vector.</summary>
    public sealed class Column
    {
        public string? Name;
        public Range[]? Source;
        public KeyCount? KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Fields next to each other, counted from 0; without a last one they go to the end of the row.</summary>
    public sealed class Range
    {
        public int Min;
        public int? Max;

        /// <summary>The last field is found in the data.</summary>
        public bool AutoEnd;

        /// <summary>Even a single field makes a vector.</summary>
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
            : this(index, index)
        {
        }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), max, $"The last field cannot be before the first, {min}.");

            Min = min;
            Max = max;
            AutoEnd = max is null;
        }
    }
}
