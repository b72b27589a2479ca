using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>Values that describe a column: a schema of their own, with one getter a column.</summary>
    public sealed partial class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
        }

        public static Annotations Empty { get; } = new Builder().ToAnnotations();

        public DataViewSchema Schema { get; }

        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length || Schema[column.Index].Name != column.Name)
                throw new ArgumentException($"Annotation '{column.Name}' is not one of these annotations.", nameof(column));

            return _getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Annotation '{column.Name}' is of type {Schema[column.Index].Type}, which is not read as {typeof(TValue)}.");
        }

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            var column = Schema.GetColumnOrNull(kind)
                ?? throw new InvalidOperationException($"The column has no annotation '{kind}'.");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(c => $"{c.Name}: {c.Type}"));

        /// <summary>Collects annotations.</summary>
        public sealed class Builder
        {
            private readonly List<DetachedColumn> _columns = [];
            private readonly List<Delegate> _getters = [];

            public Builder()
            {
            }

            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                ArgumentNullException.ThrowIfNull(selector);
                if (annotations is null)
                    return;

                foreach (var column in annotations.Schema)
                {
                    if (selector(column.Name))
                        Append(column.Name, column.Type, annotations._getters[column.Index], column.Annotations);
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations? annotations = null) =>
                Add(name, type, (Delegate)getter, annotations);

            public void Add(string name, DataViewType type, Delegate getter, Annotations? annotations = null)
            {
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
                if (getter.GetType() != typeof(ValueGetter<>).MakeGenericType(type.RawType))
                    throw new ArgumentException($"A getter of {type} must be a ValueGetter<{type.RawType}>, not {getter.GetType()}.", nameof(getter));

                Append(name, type, getter, annotations);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations? annotations = null) =>
                Add(name, type, (ValueGetter<TValue>)((ref TValue destination) => destination = value), annotations);

            public Annotations ToAnnotations()
            {
                var builder = new DataViewSchema.Builder();
                builder.AddColumns(_columns);
                return new Annotations(builder.ToSchema(), [.. _getters]);
            }

            private void Append(string name, DataViewType type, Delegate getter, Annotations? annotations)
            {
                _columns.Add(new DetachedColumn(name, type, annotations));
                _getters.Add(getter);
            }
        }
    }
}
