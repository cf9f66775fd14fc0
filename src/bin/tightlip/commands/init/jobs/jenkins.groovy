stage('Secrets') {
    agent { docker { image 'rust:1' } }
    steps {
        // before its first release: cargo install --locked --git URL_OF_TIGHTLIP
        sh 'cargo install --locked tightlip'
        sh 'tightlip scan --ci'
    }
}
