namespace Microsoft.ML;

/// <summary>Fills <paramref name="value"/> with the current value of one column, reusing its buffers where it can.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
