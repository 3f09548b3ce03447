_couponscope() {
    local words=() word last=0 begun=''
    local i breaks='^[=:]+$'
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && [[ ! $word =~ $breaks ]] && word=$2
        # bash takes = and : for words of their own; what it replaces begins behind them
        if ((i > 0)) && [[ $word =~ $breaks ]]; then
            words[last]+=$word
            begun=${words[last]}
        elif ((i > 0)) && [[ ${COMP_WORDS[i - 1]} =~ $breaks ]]; then
            words[last]+=$word
        else
            last=${#words[@]}
            words[last]=$word
            begun=''
        fi
    done
    COMPREPLY=()
    while IFS= read -r word || [[ -n $word ]]; do
        COMPREPLY+=("${word#"$begun"}")
    done < <(_CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$last COUPONSCOPE_COMPLETE=bash "$1" -- "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _couponscope couponscope 2>/dev/null || complete -F _couponscope couponscope
